import { counted } from '@callboard/ui'
import { useMemo } from 'react'
import { EntryLink } from '../explorer/EntryLink.tsx'
import { EntryRows } from '../explorer/EntryRows.tsx'
import { Badge, type EntryGroup, Explorer } from '../explorer/Explorer.tsx'
import { Markdown, plainText } from '../text/Markdown.tsx'
import {
  bareType,
  type GraphqlField,
  type GraphqlSchema,
  type GraphqlType,
  type TypeKind,
} from './read-sdl.ts'

type Known = Map<string, GraphqlType>

/** A GraphQL schema: what can be asked, and the types behind it, linked to each other. */
export function GraphqlView({ schema }: { schema: GraphqlSchema }) {
  const known: Known = useMemo(() => new Map(schema.types.map((type) => [type.name, type])), [schema])
  const groups = useMemo(() => groupsOf(schema), [schema])
  const open = (id: string) => {
    const [typeName = '', fieldName] = id.split('.')
    const type = known.get(typeName)
    if (!type) return undefined
    if (fieldName === undefined) return <TypePage key={id} type={type} known={known} schema={schema} />
    const field = type.fields.find((candidate) => candidate.name === fieldName)
    return field && <FieldPage key={id} field={field} type={type} known={known} schema={schema} />
  }
  return <Explorer groups={groups} what="entries" overview={<Overview schema={schema} />} open={open} />
}

const sections: [kind: TypeKind, title: string][] = [
  ['type', 'Objects'],
  ['interface', 'Interfaces'],
  ['union', 'Unions'],
  ['input', 'Inputs'],
  ['enum', 'Enums'],
  ['scalar', 'Scalars'],
  ['directive', 'Directives'],
]

const roles = { query: 'Queries', mutation: 'Mutations', subscription: 'Subscriptions' } as const
const roleBadges = { query: 'query', mutation: 'mutate', subscription: 'watch' }

function rootsOf(schema: GraphqlSchema) {
  return (['query', 'mutation', 'subscription'] as const).flatMap((role) => {
    const type = schema.types.find((candidate) => candidate.name === schema.roots[role])
    return type ? [{ role, type }] : []
  })
}

function groupsOf(schema: GraphqlSchema): EntryGroup[] {
  const roots = rootsOf(schema)
  const rootNames = new Set(roots.map(({ type }) => type.name))
  const asked = roots.map(({ role, type }) => ({
    title: roles[role],
    entries: type.fields.map((field) => ({
      id: `${type.name}.${field.name}`,
      title: field.name,
      detail: plainText(field.description),
      isDeprecated: field.deprecated !== undefined,
    })),
  }))
  const types = sections.map(([kind, title]) => {
    const entries = schema.types
      .filter((type) => type.kind === kind && !rootNames.has(type.name))
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map((type) => ({ id: type.name, title: type.name }))
    return { title, entries, isQuiet: asked.length > 0 && entries.length > 30 }
  })
  return [...asked, ...types].filter((group) => group.entries.length > 0)
}

function Overview({ schema }: { schema: GraphqlSchema }) {
  const roots = rootsOf(schema)
  const description = schema.description || roots[0]?.type.description || ''
  const counts = [
    ...roots.map(({ role, type }) => counted(type.fields.length, role, roles[role].toLowerCase())),
    counted(schema.types.length - roots.length, 'type'),
  ]
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title">GraphQL schema</h2>
        <p className="def-sub">{counts.join(' · ')}</p>
      </header>
      <Markdown text={description} />
      {roots.map(({ role, type }) => (
        <section key={role} className="def-section def-wide-only">
          <h3 className="def-section-title">{roles[role]}</h3>
          <EntryRows
            rows={type.fields.slice(0, 12).map((field) => ({
              id: `${type.name}.${field.name}`,
              title: field.name,
              type: field.type,
              detail: plainText(field.description),
            }))}
          />
          {type.fields.length > 12 && (
            <p>
              <EntryLink at={type.name}>All {type.fields.length}</EntryLink>
            </p>
          )}
        </section>
      ))}
    </article>
  )
}

function TypePage({ type, known, schema }: { type: GraphqlType; known: Known; schema: GraphqlSchema }) {
  const uses = useMemo(() => usesOf(type.name, schema), [type, schema])
  const namesTitle = { union: 'Members', directive: 'May stand on' }[type.kind as string] ?? 'Implements'
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title">{type.name}</h2>
        <p className="def-sub">
          {type.kind} {type.applied.length > 0 && <code>{type.applied.join(' ')}</code>}
        </p>
      </header>
      <Markdown text={type.description} />
      {type.names.length > 0 && (
        <section className="def-section">
          <h3 className="def-section-title">{namesTitle}</h3>
          <Names names={type.names} known={known} />
        </section>
      )}
      {type.fields.length > 0 && (
        <section className="def-section">
          <h3 className="def-section-title">{type.kind === 'directive' ? 'Arguments' : 'Fields'}</h3>
          <Fields fields={type.fields} known={known} />
        </section>
      )}
      {type.values.length > 0 && (
        <section className="def-section">
          <h3 className="def-section-title">Values</h3>
          <ul className="def-fields def-fields-flat">
            {type.values.map((value) => (
              <li key={value.name} className="def-field">
                <div className="def-field-head">
                  <span className="def-field-name">{value.name}</span>
                  <Deprecated reason={value.deprecated} />
                </div>
                <Markdown text={value.description} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {uses.length > 0 && (
        <section className="def-section">
          <h3 className="def-section-title">
            Used by <span className="def-count">{uses.length}</span>
          </h3>
          <Names names={uses.slice(0, 60)} known={known} />
          {uses.length > 60 && <p className="def-faint">and {uses.length - 60} more</p>}
        </section>
      )}
    </article>
  )
}

function FieldPage({
  field,
  type,
  known,
  schema,
}: {
  field: GraphqlField
  type: GraphqlType
  known: Known
  schema: GraphqlSchema
}) {
  const role = rootsOf(schema).find((root) => root.type === type)?.role
  const answer = known.get(bareType(field.type))
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title">{field.name}</h2>
        <div className="def-call">
          {role && <Badge text={roleBadges[role]} />}
          <code className="def-path">
            {field.name}
            {field.args.length > 0 && `(${field.args.map((arg) => arg.name).join(', ')})`}:{' '}
            <TypeLink type={field.type} known={known} />
          </code>
          <Deprecated reason={field.deprecated} />
        </div>
      </header>
      <Markdown text={field.description} />
      {field.args.length > 0 && (
        <section className="def-section">
          <h3 className="def-section-title">Arguments</h3>
          <Fields fields={field.args} known={known} />
        </section>
      )}
      {answer && answer.fields.length > 0 && (
        <section className="def-section">
          <h3 className="def-section-title">
            Answers <TypeLink type={answer.name} known={known} />
          </h3>
          <Markdown text={answer.description} />
          <Fields fields={answer.fields} known={known} />
        </section>
      )}
    </article>
  )
}

function Fields({ fields, known }: { fields: GraphqlField[]; known: Known }) {
  return (
    <ul className="def-fields def-fields-flat">
      {fields.map((field) => (
        <li key={field.name} className="def-field">
          <div className="def-field-head">
            <span className="def-field-name">{field.name}</span>
            <span className="def-type">
              <TypeLink type={field.type} known={known} />
              {field.defaultValue !== '' && (
                <span className="def-faint"> = {field.defaultValue.slice(0, 80)}</span>
              )}
            </span>
            <Deprecated reason={field.deprecated} />
          </div>
          <Markdown text={field.description} />
          {field.args.length > 0 && (
            <p className="def-facts">
              {field.args.map((arg) => (
                <span key={arg.name}>
                  {arg.name}: <TypeLink type={arg.type} known={known} />
                  {arg.defaultValue !== '' && ` = ${arg.defaultValue.slice(0, 80)}`}
                </span>
              ))}
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

function Names({ names, known }: { names: string[]; known: Known }) {
  return (
    <p className="def-names">
      {names.map((name) => (
        <TypeLink key={name} type={name} known={known} />
      ))}
    </p>
  )
}

/** `[Sailing!]!` with its name linked, when the schema has it. */
function TypeLink({ type, known }: { type: string; known: Known }) {
  const bare = bareType(type)
  if (!known.has(bare)) return <code>{type}</code>
  const at = type.indexOf(bare)
  return (
    <code>
      {type.slice(0, at)}
      <EntryLink at={bare}>{bare}</EntryLink>
      {type.slice(at + bare.length)}
    </code>
  )
}

function Deprecated({ reason }: { reason: string | undefined }) {
  if (reason === undefined) return null
  return <span className="def-deprecated">deprecated{reason && `: ${reason.slice(0, 300)}`}</span>
}

function usesOf(name: string, schema: GraphqlSchema): string[] {
  return schema.types
    .filter(
      (type) =>
        type.name !== name &&
        (type.names.includes(name) ||
          type.fields.some(
            (field) => bareType(field.type) === name || field.args.some((arg) => bareType(arg.type) === name),
          )),
    )
    .map((type) => type.name)
}
