import { counted, Facts, SafeLink } from '@callboard/ui'
import { useMemo } from 'react'
import { EntryRows } from '../explorer/EntryRows.tsx'
import { type EntryGroup, Explorer } from '../explorer/Explorer.tsx'
import { SchemaTree } from '../schema/SchemaTree.tsx'
import { Markdown, plainText } from '../text/Markdown.tsx'
import { OperationView } from './OperationView.tsx'
import type { OpenApi } from './openapi-model.ts'
import { Schemes, Servers } from './Servers.tsx'

/** An OpenAPI definition: what it is, its operations by tag, its schemas. */
export function OpenApiView({ api }: { api: OpenApi }) {
  const groups = useMemo(() => groupsOf(api), [api])
  const open = (id: string) => {
    if (id.startsWith('schema:')) {
      const found = api.schemas.find((schema) => `schema:${schema.name}` === id)
      return found && <SchemaPage key={id} name={found.name} schema={found.schema} api={api} />
    }
    const found = api.groups.flatMap((group) => group.operations).find((operation) => operation.id === id)
    return found && <OperationView key={id} api={api} operation={found} />
  }
  return <Explorer groups={groups} what="operations" overview={<Overview api={api} />} open={open} />
}

function groupsOf(api: OpenApi): EntryGroup[] {
  const operations = api.groups.map((group) => ({
    title: group.name,
    entries: group.operations.map((operation) => ({
      id: operation.id,
      title: operation.path,
      badge: operation.method,
      detail: operation.summary,
      isDeprecated: operation.isDeprecated,
    })),
  }))
  if (api.schemas.length === 0) return operations
  const schemas = api.schemas.map(({ name }) => ({ id: `schema:${name}`, title: name }))
  return [...operations, { title: 'Schemas', entries: schemas, isQuiet: true }]
}

function Overview({ api }: { api: OpenApi }) {
  const described = api.groups.filter((group) => group.description !== '')
  const count = api.groups.reduce((sum, group) => sum + group.operations.length, 0)
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title" dir="auto">
          {api.title || 'Untitled API'}
        </h2>
        <p className="def-sub">
          {[api.version && `Version ${api.version}`, api.dialect, counted(count, 'operation')]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </header>
      <Markdown text={api.description} />
      <Servers servers={api.servers} />
      <Schemes schemes={api.schemes} />
      {described.length > 0 && (
        <section className="def-section">
          <h3 className="def-section-title">Groups</h3>
          <Facts facts={described.map((group) => [group.name, plainText(group.description, 300)])} />
        </section>
      )}
      {(api.contact || api.license || api.docs) && (
        <section className="def-section">
          <h3 className="def-section-title">About</h3>
          <Facts
            facts={[
              ['Contact', link(api.contact)],
              ['License', link(api.license)],
              ['Documentation', link(api.docs)],
            ]}
          />
        </section>
      )}
      {count === 0 && (
        <p className="def-note">
          This definition has no operations yet. They are listed here once <code>paths</code> names them.
        </p>
      )}
      <FirstOperations api={api} />
    </article>
  )
}

/** A way in for those who read from left to right: the first operations, in full width. */
function FirstOperations({ api }: { api: OpenApi }) {
  const operations = api.groups.flatMap((group) => group.operations).slice(0, 8)
  if (operations.length === 0) return null
  return (
    <section className="def-section def-wide-only">
      <h3 className="def-section-title">Start with</h3>
      <EntryRows
        rows={operations.map(({ id, method, path, summary }) => ({
          id,
          badge: method,
          title: path,
          detail: summary,
        }))}
      />
    </section>
  )
}

function SchemaPage({ name, schema, api }: { name: string; schema: unknown; api: OpenApi }) {
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title" dir="auto">
          {name}
        </h2>
        <p className="def-sub">Schema</p>
      </header>
      <SchemaTree schema={schema} root={api.root} />
    </article>
  )
}

function link(to: { name: string; href: string } | undefined) {
  return to && <SafeLink href={to.href}>{to.name}</SafeLink>
}
