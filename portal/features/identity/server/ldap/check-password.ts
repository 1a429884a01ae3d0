/**
 * Asks a directory whether a name and a password belong together. An unknown name takes the same steps as a
 * wrong password, a bind included, so that neither the answer nor its time tells which of the two it was.
 */
import { readFile } from 'node:fs/promises'
import { type Log, PortalError, reasonOf } from '@callboard/sdk'
import type { Client, Entry } from 'ldapts'
import { escapeDn, escapeFilter } from './escape.ts'
import type { LdapSettings } from './settings.ts'

/** A person of the directory, with the attributes that the config names. */
export interface LdapPerson {
  dn: string
  username: string
  email: string | undefined
  displayName: string | undefined
  picture: string | undefined
  /** Every attribute the directory shows, for resolvers and roles. */
  attributes: Record<string, string | string[]>
}

export interface Checked {
  /** Undefined when name and password do not belong together. */
  person: LdapPerson | undefined
  /** Who was meant, when the directory knows the name; for the audit log, never for an answer. */
  meant: string | undefined
}

export interface Directory {
  /** @throws `unavailable` when it cannot be asked. */
  check(username: string, password: string): Promise<Checked>
  /** Looks a person up without a password; `unknown` when the portal may not look (no account of its own). */
  find(username: string): Promise<LdapPerson | 'gone' | 'unknown'>
}

/** Results that mean "not these": invalid credentials, no such object, bad DN, inappropriate authentication. */
const refusals: ReadonlySet<number> = new Set([49, 32, 34, 48, 53])

const sizeLimitExceeded = 4

export function createPasswordCheck(settings: LdapSettings, log: Log): Directory {
  async function connected<T>(ask: (client: Client) => Promise<T>): Promise<T> {
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

  return {
    async check(username, password) {
      // A bind without a password is anonymous, and succeeds.
      if (password === '' || username === '') return { person: undefined, meant: undefined }
      return connected(async (client) => {
        const found = await find(client, settings, username, log)
        const isRight = await binds(client, found?.dn ?? nobody(settings), password)
        // Without a search nobody knows whether what was typed is a name: it may be a password.
        if (!isRight || !found) return { person: undefined, meant: found?.entry?.dn }
        const entry = found.entry ?? (await readOwn(client, found.dn, settings))
        return { person: personOf(entry, settings, username), meant: found.dn }
      })
    },
    async find(username) {
      if ('pattern' in settings.find || username === '') return 'unknown'
      return connected(async (client) => {
        const found = await find(client, settings, username, log)
        return found?.entry ? personOf(found.entry, settings, username) : 'gone'
      })
    },
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

async function find(
  client: Client,
  settings: LdapSettings,
  username: string,
  log: Log,
): Promise<{ dn: string; entry?: Entry } | undefined> {
  if ('pattern' in settings.find) {
    return { dn: settings.find.pattern.replaceAll('{username}', () => escapeDn(username)) }
  }
  if (settings.bind) await bindAsPortal(client, settings.bind)
  const filter = settings.find.filter.replaceAll('{username}', () => escapeFilter(username))
  const searched = client.search(settings.find.base, {
    scope: 'sub',
    filter,
    sizeLimit: 2,
    attributes: ['*'],
  })
  // A third one is more than the server was asked for, which it calls an error.
  const { searchEntries } = await searched.catch((thrown: unknown) => {
    if (codeOf(thrown) === sizeLimitExceeded) return { searchEntries: undefined }
    throw thrown
  })
  const [entry, another] = searchEntries ?? []
  if (another || !searchEntries) {
    log.warn('several people of the directory have this name, nobody is signed in', { username })
    return undefined
  }
  return entry && { dn: entry.dn, entry }
}

async function bindAsPortal(client: Client, { dn, secret }: { dn: string; secret: string }): Promise<void> {
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

async function binds(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password)
    return true
  } catch (thrown) {
    if (refusals.has(codeOf(thrown))) return false
    throw thrown
  }
}

/** A name that no directory holds, for the bind of somebody who was not found. */
function nobody(settings: LdapSettings): string {
  const base = 'base' in settings.find ? settings.find.base : ''
  return `cn=${crypto.randomUUID()}${base && `,${base}`}`
}

/** With a DN pattern there was no search: people may read their own entry. */
async function readOwn(client: Client, dn: string, { attributes }: LdapSettings): Promise<Entry> {
  const { searchEntries } = await client.search(dn, { scope: 'base', attributes: ['*'] })
  return searchEntries[0] ?? { dn, [attributes.username]: '' }
}

function personOf(entry: Entry, { attributes }: LdapSettings, typed: string): LdapPerson {
  const all = Object.fromEntries(
    Object.entries(entry).flatMap(([name, value]) => {
      const texts = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
      return texts.length === 0 || /password/i.test(name)
        ? []
        : [[name, texts.length === 1 ? texts[0] : texts]]
    }),
  ) as Record<string, string | string[]>
  const first = (wanted: string | undefined): string | undefined => {
    const name = Object.keys(all).find((each) => each.toLowerCase() === wanted?.toLowerCase())
    const value = name === undefined ? undefined : all[name]
    return (Array.isArray(value) ? value[0] : value) || undefined
  }
  return {
    dn: entry.dn,
    username: first(attributes.username) ?? typed,
    email: first(attributes.email),
    displayName: first(attributes.displayName),
    picture: first(attributes.picture),
    attributes: all,
  }
}

function codeOf(thrown: unknown): number {
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
