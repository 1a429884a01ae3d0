import { CopyButton, Notice, Panel } from '@callboard/ui'
import type { ViewerProps } from './DefinitionView.tsx'
import { listIn, objectIn, textIn } from './reading/values.ts'
import { RawView } from './text/RawView.tsx'

/** An MCP server: where it answers, and how. */
export default function McpDefinition({ entity, text, format }: ViewerProps) {
  const remotes = listIn(entity.spec?.remotes).map((remote) => ({
    type: textIn(objectIn(remote).type),
    url: textIn(objectIn(remote).url),
  }))
  return (
    <>
      {remotes.length === 0 ? (
        <Notice title="This server names no address">
          <p>
            Clients find it by <code>spec.remotes</code>:
          </p>
          <pre>
            <code>
              {'spec:\n  type: mcp-server\n  remotes:\n    - type: streamable-http\n      url: https://…'}
            </code>
          </pre>
        </Notice>
      ) : (
        <Panel title="Remotes" count={remotes.length}>
          <ul className="def-list">
            {remotes.map((remote) => (
              <li key={`${remote.type} ${remote.url}`} className="def-server">
                <code dir="ltr">{remote.url}</code>
                <span className="def-row-detail">{remote.type}</span>
                <CopyButton text={remote.url} small />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {text !== '' && <RawView text={text} language={format.language} label="Definition" />}
    </>
  )
}
