/** A connection to the directory for one question, and whom it lets in. */
import { readFile } from 'node:fs/promises'
import { PortalError, reasonOf } from '@callboard/sdk'
import type { Client } from 'ldapts'
import type { LdapSettings } from './settings.ts'

/** Connects, asks, and goes. @throws `unavailable` when the directory cannot be asked */
export async function connected<T>(settings: LdapSettings, ask: (client: Client) => Promise<T>): Promise<T> {
  let client: Client | undefined
  try {
    client = await connect(settings)
    return await ask(client)
  } catch (thrown) {
    if (thrown instanceof PortalError) throw thrown
    throw unavailable(settings, thrown)
  } finally {
    await client?.unbind().catch(() => undefined)
  }
}

/** Loaded when the first person signs in: most portals have no directory. */
async function connect(settings: LdapSettings): Promise<Client> {
  const { Client } = await import('ldapts')
  const tls = {
    ...(settings.tls.rejectUnauthorized !== undefined && {
      rejectUnauthorized: settings.tls.rejectUnauthorized,
    }),
    ...(settings.tls.caFile && { ca: await readFile(settings.tls.caFile) }),
  }
  const client = new Client({
    url: settings.url,
    timeout: settings.timeoutMs,
    connectTimeout: settings.timeoutMs,
    // With options for TLS the library speaks TLS from the start, whatever the address says.
    ...(settings.url.toLowerCase().startsWith('ldaps:') && { tlsOptions: tls }),
    strictDN: false,
  })
  if (!settings.startTls) return client
  try {
    const { hostname } = new URL(settings.url)
    await client.startTLS({ ...tls, host: hostname, servername: hostname })
    return client
  } catch (thrown) {
    await client.unbind().catch(() => undefined)
    throw unavailable(settings, thrown)
  }
}

/** Results that mean "not these": invalid credentials, no such object, bad DN, inappropriate authentication. */
const refusals: ReadonlySet<number> = new Set([49, 32, 34, 48, 53])

/** The portal's own account, to look people up. @throws `unavailable` when the directory refuses it */
export async function bindAsPortal(
  client: Client,
  { dn, secret }: { dn: string; secret: string },
): Promise<void> {
  try {
    await client.bind(dn, secret)
  } catch (thrown) {
    if (!refusals.has(codeOf(thrown))) throw thrown
    throw new PortalError(
      'unavailable',
      "The directory refuses the portal's own account (auth.providers.ldap.bind)",
      {},
      thrown,
    )
  }
}

/** True when name and password belong together. */
export async function binds(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password)
    return true
  } catch (thrown) {
    if (refusals.has(codeOf(thrown))) return false
    throw thrown
  }
}

/** The number with which a directory says what is wrong; -1 for what is no answer of it. */
export function codeOf(thrown: unknown): number {
  const { code } = thrown as { code?: unknown }
  return typeof code === 'number' ? code : -1
}

function unavailable({ url }: LdapSettings, thrown: unknown): PortalError {
  return new PortalError(
    'unavailable',
    `The directory ${url} cannot be asked: ${reasonOf(thrown)}`,
    {},
    thrown,
  )
}
