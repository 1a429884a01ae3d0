import { CopyButton, counted } from '@callboard/ui'
import { useMemo } from 'react'
import { EntryRows } from '../explorer/EntryRows.tsx'
import { Badge, type EntryGroup, Explorer } from '../explorer/Explorer.tsx'
import { Schemes, Servers } from '../openapi/Servers.tsx'
import { safeJson } from '../reading/values.ts'
import { exampleOf } from '../schema/example-of.ts'
import { About, SchemaTree, TypeLabel } from '../schema/SchemaTree.tsx'
import { viewSchema } from '../schema/schema-view.ts'
import { CodeBlock } from '../text/CodeBlock.tsx'
import { Markdown } from '../text/Markdown.tsx'
import type { AsyncApi, AsyncOperation, Message } from './asyncapi-model.ts'

const badges = { sends: 'SEND', receives: 'RECV', uses: 'CHAN' }
const groupTitles = { sends: 'Sends', receives: 'Receives', uses: 'Channels without operations' }
const sentences = {
  sends: 'This API sends these messages. Subscribe to the channel to read them.',
  receives: 'This API receives these messages. Publish to the channel to send them.',
  uses: 'Nothing says whether these messages are sent or received.',
}

/** An AsyncAPI definition: what is sent and received on which channel, and what the messages hold. */
export function AsyncApiView({ api }: { api: AsyncApi }) {
  const groups = useMemo(() => groupsOf(api), [api])
  const open = (id: string) => {
    if (id.startsWith('schema:')) {
      const found = api.schemas.find((schema) => `schema:${schema.name}` === id)
      return (
        found && (
          <article className="def-article">
            <header className="def-head">
              <h2 className="def-title">{found.name}</h2>
              <p className="def-sub">Schema</p>
            </header>
            <SchemaTree key={id} schema={found.schema} root={api.root} />
          </article>
        )
      )
    }
    const found = api.operations.find((operation) => operation.id === id)
    return found && <OperationPage key={id} api={api} operation={found} />
  }
  return <Explorer groups={groups} what="operations" overview={<Overview api={api} />} open={open} />
}

function groupsOf(api: AsyncApi): EntryGroup[] {
  const byAction = Map.groupBy(api.operations, (operation) => operation.action)
  const groups: EntryGroup[] = (['sends', 'receives', 'uses'] as const).map((action) => ({
    title: groupTitles[action],
    entries: (byAction.get(action) ?? []).map((operation) => ({
      id: operation.id,
      title: operation.address,
      badge: badges[action],
      detail: detailOf(operation),
      isDeprecated: operation.isDeprecated,
    })),
  }))
  const schemas = api.schemas.map(({ name }) => ({ id: `schema:${name}`, title: name }))
  return [...groups, { title: 'Schemas', entries: schemas, isQuiet: true }].filter(
    (group) => group.entries.length > 0,
  )
}

function detailOf({ summary, messages }: AsyncOperation): string {
  return summary || messages.map(({ name }) => name).join(', ')
}

function Overview({ api }: { api: AsyncApi }) {
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title" dir="auto">
          {api.title || 'Untitled API'}
        </h2>
        <p className="def-sub">
          {[api.version && `Version ${api.version}`, api.dialect, counted(api.operations.length, 'operation')]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </header>
      <Markdown text={api.description} />
      <Servers servers={api.servers} />
      <Schemes schemes={api.schemes} />
      {api.operations.length > 0 && (
        <section className="def-section def-wide-only">
          <h3 className="def-section-title">Start with</h3>
          <EntryRows
            rows={api.operations.slice(0, 8).map((operation) => ({
              id: operation.id,
              badge: badges[operation.action],
              title: operation.address,
              detail: detailOf(operation),
            }))}
          />
        </section>
      )}
      {api.operations.length === 0 && (
        <p className="def-note">
          This definition has no channels yet. They are listed here once <code>channels</code> names them.
        </p>
      )}
    </article>
  )
}

function OperationPage({ api, operation }: { api: AsyncApi; operation: AsyncOperation }) {
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title" dir="auto">
          {operation.summary || operation.address}
        </h2>
        <div className="def-call">
          <Badge text={badges[operation.action]} />
          <code className="def-path" dir="ltr">
            {operation.address}
          </code>
          {operation.isDeprecated && <span className="def-deprecated">deprecated</span>}
          <CopyButton text={operation.address} label="Copy address" />
        </div>
      </header>
      <p className="def-access">{sentences[operation.action]}</p>
      <Markdown text={operation.description} />
      {operation.reply !== '' && (
        <p>
          Answers go to <code>{operation.reply}</code>.
        </p>
      )}
      {operation.parameters.length > 0 && (
        <section className="def-section">
          <h3 className="def-section-title">Parameters of the address</h3>
          <ul className="def-fields def-fields-flat">
            {operation.parameters.map((parameter) => {
              const view = viewSchema(parameter.schema, api.root)
              return (
                <li key={parameter.name} className="def-field">
                  <div className="def-field-head">
                    <span className="def-field-name">{parameter.name}</span>
                    <TypeLabel view={view} />
                  </div>
                  <About view={{ ...view, description: parameter.description || view.description }} />
                </li>
              )
            })}
          </ul>
        </section>
      )}
      {operation.messages.map((message, index) => (
        <MessageView key={index} message={message} api={api} />
      ))}
    </article>
  )
}

function MessageView({ message, api }: { message: Message; api: AsyncApi }) {
  const example = useMemo(() => {
    if (message.isForeign) return safeJson(message.payload, 2)
    if (message.payload === undefined) return undefined
    return safeJson(message.examples[0] ?? exampleOf(message.payload, api.root, 'response'), 2)
  }, [message, api])
  return (
    <section className="def-section">
      <h3 className="def-section-title">
        {message.name}
        {message.contentType !== '' && <span className="def-faint"> {message.contentType}</span>}
      </h3>
      {message.title !== '' && message.title !== message.name && <p>{message.title}</p>}
      <Markdown text={message.description} />
      <div className="def-columns">
        <div className="def-column">
          {!message.isForeign && message.payload !== undefined && (
            <SchemaTree schema={message.payload} root={api.root} />
          )}
          {message.headers !== undefined && (
            <>
              <h4 className="def-minor-title">Headers</h4>
              <SchemaTree schema={message.headers} root={api.root} />
            </>
          )}
        </div>
        {example !== undefined && (
          <div className="def-aside">
            <CodeBlock title={message.isForeign ? 'Schema' : 'Example'} text={example} language="json" />
          </div>
        )}
      </div>
    </section>
  )
}
