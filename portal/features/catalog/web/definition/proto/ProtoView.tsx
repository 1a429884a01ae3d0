import { counted, Facts } from '@callboard/ui'
import { useMemo } from 'react'
import { EntryLink } from '../explorer/EntryLink.tsx'
import { EntryRows } from '../explorer/EntryRows.tsx'
import { Badge, type EntryGroup, Explorer } from '../explorer/Explorer.tsx'
import { Markdown, plainText } from '../text/Markdown.tsx'
import { findType } from './find-type.ts'
import type { ProtoEnum, ProtoFile, ProtoMessage, ProtoService, Rpc } from './read-proto.ts'

interface Scope {
  file: ProtoFile
  known: Set<string>
}

/** A Protocol Buffers file: services with their calls, messages and enums, linked to each other. */
export function ProtoView({ file }: { file: ProtoFile }) {
  const scope = useMemo(
    () => ({ file, known: new Set([...file.messages, ...file.enums].map(({ name }) => name)) }),
    [file],
  )
  const groups = useMemo(() => groupsOf(file), [file])
  const open = (id: string) => {
    const [serviceName, rpcName] = id.split('/')
    const service = file.services.find((candidate) => candidate.name === serviceName)
    const rpc = service?.rpcs.find((candidate) => candidate.name === rpcName)
    if (service && rpc) return <RpcPage key={id} rpc={rpc} service={service} scope={scope} />
    const message = file.messages.find((candidate) => candidate.name === id)
    if (message) return <MessagePage key={id} message={message} scope={scope} />
    const enumeration = file.enums.find((candidate) => candidate.name === id)
    return enumeration && <EnumPage key={id} enumeration={enumeration} />
  }
  return <Explorer groups={groups} what="entries" overview={<Overview file={file} />} open={open} />
}

function groupsOf(file: ProtoFile): EntryGroup[] {
  const services = file.services.map((service) => ({
    title: service.name,
    entries: service.rpcs.map((rpc) => ({
      id: `${service.name}/${rpc.name}`,
      title: rpc.name,
      badge: badgeOf(rpc),
      detail: plainText(rpc.description),
      isDeprecated: rpc.isDeprecated,
    })),
  }))
  const named = (title: string, items: { name: string }[]): EntryGroup => ({
    title,
    entries: items.map(({ name }) => ({ id: name, title: name })),
    isQuiet: services.length > 0 && items.length > 30,
  })
  return [...services, named('Messages', file.messages), named('Enums', file.enums)].filter(
    (group) => group.entries.length > 0,
  )
}

function badgeOf(rpc: Rpc): string {
  return rpc.isRequestStream || rpc.isResponseStream ? 'stream' : 'call'
}

function Overview({ file }: { file: ProtoFile }) {
  const calls = file.services.reduce((sum, service) => sum + service.rpcs.length, 0)
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title">{file.package || 'Protocol Buffers'}</h2>
        <p className="def-sub">
          {[file.syntax, counted(calls, 'call'), counted(file.messages.length, 'message')]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </header>
      <Markdown text={file.description} />
      {file.services.map((service) => (
        <section key={service.name} className="def-section def-wide-only">
          <h3 className="def-section-title">{service.name}</h3>
          <Markdown text={service.description} />
          <EntryRows
            rows={service.rpcs.map((rpc) => ({
              id: `${service.name}/${rpc.name}`,
              badge: badgeOf(rpc),
              title: rpc.name,
              detail: plainText(rpc.description),
            }))}
          />
        </section>
      ))}
      {file.imports.length > 0 && (
        <section className="def-section">
          <h3 className="def-section-title">Imports</h3>
          <p className="def-names">
            {file.imports.map((path) => (
              <code key={path}>{path}</code>
            ))}
          </p>
        </section>
      )}
    </article>
  )
}

function RpcPage({ rpc, service, scope }: { rpc: Rpc; service: ProtoService; scope: Scope }) {
  const stream = (isStream: boolean) => isStream && <span className="def-tag">stream</span>
  const full = [scope.file.package, service.name].filter(Boolean).join('.')
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title">{rpc.name}</h2>
        <div className="def-call">
          <Badge text={badgeOf(rpc)} />
          <code className="def-path" dir="ltr">
            /{full}/{rpc.name}
          </code>
          {rpc.isDeprecated && <span className="def-deprecated">deprecated</span>}
        </div>
      </header>
      <Markdown text={rpc.description} />
      <section className="def-section">
        <h3 className="def-section-title">Request {stream(rpc.isRequestStream)}</h3>
        <Inline type={rpc.request} scope={scope} />
      </section>
      <section className="def-section">
        <h3 className="def-section-title">Response {stream(rpc.isResponseStream)}</h3>
        <Inline type={rpc.response} scope={scope} />
      </section>
    </article>
  )
}

/** A message where it is used: its name as a link, and its fields. */
function Inline({ type, scope }: { type: string; scope: Scope }) {
  const found = findType(type, '', scope.file, scope.known)
  const message = scope.file.messages.find((candidate) => candidate.name === found)
  return (
    <>
      <p>
        <TypeLink type={type} refs={[type]} within="" scope={scope} />
      </p>
      {message && <MessageFields message={message} scope={scope} />}
    </>
  )
}

function MessagePage({ message, scope }: { message: ProtoMessage; scope: Scope }) {
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title">{message.name}</h2>
        <p className="def-sub">message</p>
      </header>
      <Markdown text={message.description} />
      {message.fields.length === 0 ? (
        <p className="def-note">This message has no fields.</p>
      ) : (
        <MessageFields message={message} scope={scope} />
      )}
    </article>
  )
}

function MessageFields({ message, scope }: { message: ProtoMessage; scope: Scope }) {
  return (
    <ul className="def-fields def-fields-flat">
      {message.fields.map((field) => (
        <li key={`${field.name} ${field.number}`} className="def-field">
          <div className="def-field-head">
            <span className="def-field-name">{field.name}</span>
            <span className="def-type">
              <TypeLink type={field.type} refs={field.refs} within={message.name} scope={scope} />
              <span className="def-faint"> = {field.number}</span>
            </span>
            {field.oneof !== '' && <span className="def-tag">one of {field.oneof}</span>}
            {field.isDeprecated && <span className="def-deprecated">deprecated</span>}
          </div>
          <Markdown text={field.description} />
        </li>
      ))}
    </ul>
  )
}

function EnumPage({ enumeration }: { enumeration: ProtoEnum }) {
  return (
    <article className="def-article">
      <header className="def-head">
        <h2 className="def-title">{enumeration.name}</h2>
        <p className="def-sub">enum</p>
      </header>
      <Markdown text={enumeration.description} />
      <Facts
        facts={enumeration.values.map((value) => [
          value.number,
          <div key={value.name}>
            <code>{value.name}</code>
            {value.isDeprecated && <span className="def-deprecated">deprecated</span>}
            <Markdown text={value.description} />
          </div>,
        ])}
      />
    </article>
  )
}

function TypeLink({
  type,
  refs,
  within,
  scope,
}: {
  type: string
  refs: string[]
  within: string
  scope: Scope
}) {
  const ref = refs[0] ?? ''
  const found = findType(ref, within, scope.file, scope.known)
  if (found === undefined) return <code>{type}</code>
  const at = type.lastIndexOf(ref)
  return (
    <code>
      {type.slice(0, at)}
      <EntryLink at={found}>{ref}</EntryLink>
      {type.slice(at + ref.length)}
    </code>
  )
}
