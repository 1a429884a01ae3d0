/** Questions to a directory: connected as the config says, in pages, with words for what it answers in numbers. */
import { readFile } from 'node:fs/promises'
import { PortalError, reasonOf } from '@callboard/sdk'
import type { Client, Entry, SearchOptions } from 'ldapts'
import type { LdapOrgSettings, Search } from './ldap.ts'

const timeoutMs = 60_000

/** @throws `upstream_failed` with what the directory said. */
export async function askDirectory<T>(
  settings: LdapOrgSettings,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connect(settings)
  try {
    if (settings.bind) await bind(client, settings.bind)
    return await ask(client)
  } catch (thrown) {
    throw thrown instanceof PortalError ? thrown : refusal(thrown)
  } finally {
    await client.unbind().catch(() => undefined)
  }
}

async function connect(settings: LdapOrgSettings): Promise<Client> {
  const { Client } = await import('ldapts')
  const { tls } = settings
  const options = {
    ...(typeof tls?.rejectUnauthorized === 'boolean' && { rejectUnauthorized: tls.rejectUnauthorized }),
    // Backstage's names: the certificates to trust and, for a client certificate, its key.
    ...(tls?.certs && {
      ca: await readFile(tls.certs),
      cert: tls.keys ? await readFile(tls.certs) : undefined,
    }),
    ...(tls?.keys && { key: await readFile(tls.keys) }),
  }
  const isTls = settings.target.toLowerCase().startsWith('ldaps:')
  const client = new Client({
    url: settings.target.replace(/\/$/, ''),
    timeout: timeoutMs,
    connectTimeout: 15_000,
    strictDN: false,
    ...(isTls && { tlsOptions: options }),
  })
  if (settings.startTls && !isTls) {
    const { hostname } = new URL(settings.target)
    await client.startTLS({ ...options, host: hostname, servername: hostname })
  }
  return client
}

async function bind(client: Client, { dn, secret }: { dn: string; secret: string }): Promise<void> {
  try {
    await client.bind(dn, secret)
  } catch (thrown) {
    const hint = 'Check bind.dn and bind.secret'
    throw new PortalError('upstream_failed', `it refuses ${dn}: ${reasonOf(thrown)}`, { hint }, thrown)
  }
}

/** An entry of the directory, with the search that found it. */
export interface FoundEntry {
  entry: Entry
  search: Search
}

/** All entries of some searches. */
export async function readAll(
  client: Client,
  searches: Search[],
  signal: AbortSignal,
): Promise<FoundEntry[]> {
  const found: FoundEntry[] = []
  for (const search of searches) {
    const options: SearchOptions = {
      scope: search.options?.scope ?? 'one',
      ...(search.options?.filter && { filter: search.options.filter }),
      attributes: ['*', '+'],
      paged: { pageSize: 500 },
    }
    try {
      for await (const { searchEntries } of client.searchPaginated(search.dn, options)) {
        signal.throwIfAborted()
        for (const entry of searchEntries) found.push({ entry, search })
      }
    } catch (thrown) {
      throw signal.aborted ? thrown : refusal(thrown, search.dn)
    }
  }
  return found
}

const explained: Record<number, [says: string, hint: string]> = {
  3: ['it takes too long', 'Narrow the filter, or let the account search for longer'],
  4: [
    'it gives only some of the entries',
    'Let the account read more (its size limit), or narrow the filter',
  ],
  32: ['there is no such entry', 'Check its dn'],
  50: ['the account may not search there', 'Let the account read it'],
}

/** Directories answer with a number, and often with nothing else. */
function refusal(thrown: unknown, dn?: string): PortalError {
  const { code, name } = thrown as { code?: unknown; name?: string }
  const place = dn === undefined ? '' : `${dn}: `
  const known = typeof code === 'number' ? explained[code] : undefined
  if (known) return new PortalError('upstream_failed', place + known[0], { hint: known[1] }, thrown)
  const said = typeof code === 'number' ? `${name} (${code})` : reasonOf(thrown)
  return new PortalError('upstream_failed', place + said, {}, thrown)
}
