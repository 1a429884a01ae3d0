/**
 * Asks a directory whether a name and a password belong together. An unknown name takes the same steps as a
 * wrong password, a bind included, so that neither the answer nor its time tells which of the two it was.
 */
import type { Log } from '@callboard/sdk'
import type { Client, Entry } from 'ldapts'
import { bindAsPortal, binds, codeOf, connected } from './connection.ts'
import { escapeDn, escapeFilter } from './escape.ts'
import { type LdapPerson, personOf } from './person.ts'
import type { LdapSettings } from './settings.ts'

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

const sizeLimitExceeded = 4

export function createPasswordCheck(settings: LdapSettings, log: Log): Directory {
  return {
    async check(username, password) {
      // A bind without a password is anonymous, and succeeds.
      if (password === '' || username === '') return { person: undefined, meant: undefined }
      return connected(settings, async (client) => {
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
      return connected(settings, async (client) => {
        const found = await find(client, settings, username, log)
        return found?.entry ? personOf(found.entry, settings, username) : 'gone'
      })
    },
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
