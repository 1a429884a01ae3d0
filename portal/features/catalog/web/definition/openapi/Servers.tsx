import { CopyButton, Facts } from '@callboard/ui'
import { Markdown } from '../text/Markdown.tsx'
import type { SecurityScheme, Server } from './openapi-model.ts'

/** Where the API is reached. */
export function Servers({ servers }: { servers: (Server & { protocol?: string })[] }) {
  if (servers.length === 0) return null
  return (
    <section className="def-section">
      <h3 className="def-section-title">{servers.length === 1 ? 'Server' : 'Servers'}</h3>
      <ul className="def-list">
        {servers.map((server) => (
          <li key={`${server.url} ${server.description}`} className="def-server">
            <code dir="ltr">{server.url}</code>
            <span className="def-row-detail" dir="auto">
              {[server.protocol, server.description].filter(Boolean).join(' · ')}
            </span>
            <CopyButton text={server.url} small />
          </li>
        ))}
      </ul>
    </section>
  )
}

const names: Record<string, string> = {
  apiKey: 'API key',
  http: 'HTTP',
  basic: 'HTTP basic',
  oauth2: 'OAuth 2',
  openIdConnect: 'OpenID Connect',
  mutualTLS: 'Client certificate',
}

/** How a caller proves who they are. */
export function Schemes({ schemes }: { schemes: SecurityScheme[] }) {
  if (schemes.length === 0) return null
  return (
    <section className="def-section">
      <h3 className="def-section-title">Authentication</h3>
      <Facts
        facts={schemes.map((scheme) => [
          scheme.name,
          <div key={scheme.name}>
            {names[scheme.type] ?? scheme.type} <code>{scheme.how}</code>
            <Markdown text={scheme.description} />
            {scheme.flows.map((flow) => (
              <p key={flow.name} className="def-faint">
                {flow.name}: {flow.scopes.map(([scope]) => scope).join(', ') || 'no scopes'}
              </p>
            ))}
          </div>,
        ])}
      />
    </section>
  )
}
