import type { ConfigReader } from '@callboard/sdk'
import type { Problem } from '@callboard/sdk/model'
import { readListen } from '../http/settings.ts'

/**
 * The addresses people reach the portal at. Backstage has two, because its pages may come from a development
 * server; here one program serves pages and API, so both are brought to one address that works.
 */
export interface Addresses {
  app: string
  backend: string
}

export function readAddresses(
  reader: ConfigReader,
  flagPort: number | undefined,
): { value: Addresses; problems: Problem[] } {
  const problems: Problem[] = []
  const port = portOf(reader)
  const own = `${reader.get('backend.https') ? 'https' : 'http'}://localhost:${port}`
  const app = readUrl(reader, 'app.baseUrl', problems)
  const backend = readUrl(reader, 'backend.baseUrl', problems)
  const value = agree(reader, app, backend, own, problems)
  return { value: { app: moved(value.app, flagPort), backend: moved(value.backend, flagPort) }, problems }
}

function agree(
  reader: ConfigReader,
  app: URL | undefined,
  backend: URL | undefined,
  own: string,
  problems: Problem[],
): Addresses {
  if (!app || !backend) {
    const only = app ?? backend
    return { app: only ? show(only) : own, backend: only ? show(only) : own }
  }
  if (show(app) === show(backend)) return { app: show(app), backend: show(backend) }
  // A page on a real host cannot call an API on localhost; a page on localhost:3000 was a development server.
  const used = isLoopback(backend) && !isLoopback(app) ? app : isLoopback(app) ? backend : undefined
  const message = `app.baseUrl (${show(app)}) and backend.baseUrl (${show(backend)}) differ, but one program serves pages and API`
  const hint = used
    ? `${show(used)} is used for both; write it in both keys`
    : 'Write the same address in both keys, unless a proxy maps both to this portal'
  // Backstage's own layout for development, not a mistake.
  const severity = isLoopback(app) && isLoopback(backend) ? 'info' : 'warning'
  problems.push({ ...warn(reader, 'app.baseUrl', message, hint), severity })
  return used ? { app: show(used), backend: show(used) } : { app: show(app), backend: show(backend) }
}

function readUrl(reader: ConfigReader, key: string, problems: Problem[]): URL | undefined {
  const value = reader.get(key)
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.hostname !== '') {
    if (url.search || url.hash) {
      problems.push(
        warn(reader, key, `${key} has a query or a hash, which is left out`, 'Write only the address'),
      )
    }
    return url
  }
  const guess = /^[\w.-]+(:\d+)?(\/.*)?$/.test(value)
    ? `Write https://${value}`
    : 'Write e.g. https://portal.example.com'
  const message = `${key} must be an address that starts with http:// or https://, got '${value}'`
  problems.push({ ...warn(reader, key, message, guess), severity: 'error' })
  return undefined
}

/** A port given on the command line moves a local address along; a public one is the proxy's business. */
function moved(address: string, flagPort: number | undefined): string {
  if (!flagPort || !URL.canParse(address)) return address
  const url = new URL(address)
  if (!isLoopback(url) || url.port === '') return address
  url.port = String(flagPort)
  return show(url)
}

function portOf(reader: ConfigReader): number {
  try {
    return readListen(reader.get('backend.listen')).port
  } catch {
    return 7007
  }
}

export function isLoopback(url: URL): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/.test(url.hostname)
}

function show(url: URL): string {
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

function warn(reader: ConfigReader, key: string, message: string, hint: string): Problem {
  const at = reader.origin(key)
  return { severity: 'warning', name: 'ConfigError', message, hint, ...(at ? { at } : {}) }
}
