/** Users and groups of a directory (`catalog.providers.ldapOrg`, and the legacy `ldap.providers`). */
import { readFile } from 'node:fs/promises'
import { PortalError, reasonOf } from '@callboard/sdk'
import { flexibleBoolean } from '@callboard/sdk/config-values'
import type { Entity, JsonObject } from '@callboard/sdk/model'
import type { Client, Entry, SearchOptions } from 'ldapts'
import { z } from 'zod'
import { groupEntity, keptName, type Org, type OrgReader, type OrgRun, userEntity } from './org.ts'

const text = z.string().min(1)
const attribute = text.nullish()

const search = (map: z.ZodType<Record<string, string | null | undefined> | null | undefined>) =>
  z.looseObject({
    dn: text,
    options: z
      .looseObject({ scope: z.enum(['base', 'one', 'sub']).nullish(), filter: text.nullish() })
      .nullish(),
    set: z.record(z.string(), z.unknown()).nullish(),
    map,
  })

const names = z.record(z.string(), attribute).nullish()
const searches = z.union([z.array(search(names)), search(names).transform((one) => [one])]).nullish()

export const ldapOrgSchema = z.looseObject({
  target: z.string().regex(/^ldaps?:\/\/[^/?#@]+\/?$/i, 'must be an address like ldaps://ds.example.net'),
  bind: z.looseObject({ dn: text, secret: text }).nullish(),
  tls: z
    .looseObject({
      rejectUnauthorized: flexibleBoolean.nullish(),
      certs: text.nullish(),
      keys: text.nullish(),
    })
    .nullish(),
  startTls: flexibleBoolean.nullish(),
  users: searches,
  groups: searches,
  vendor: z.looseObject({ dnAttributeName: text.nullish(), uuidAttributeName: text.nullish() }).nullish(),
})

export type LdapOrgSettings = z.output<typeof ldapOrgSchema>
type Search = NonNullable<LdapOrgSettings['users']>[number]

const userMap = { rdn: 'uid', name: 'uid', displayName: 'cn', email: 'mail', memberOf: 'memberOf' }
const groupMap = {
  ...{ rdn: 'cn', name: 'cn', description: 'description', displayName: 'cn', type: 'groupType' },
  ...{ memberOf: 'memberOf', members: 'member' },
}

const timeoutMs = 60_000

export function ldapReader(id: string, settings: LdapOrgSettings): OrgReader {
  return {
    name: `LdapOrgEntityProvider:${id}`,
    title: `the directory ${settings.target}`,
    async read(run) {
      const client = await connect(settings)
      try {
        if (settings.bind) await bind(client, settings.bind)
        const users = await readAll(client, settings.users ?? [], run)
        const groups = await readAll(client, settings.groups ?? [], run)
        return orgOf(id, settings, users, groups)
      } catch (thrown) {
        if (thrown instanceof PortalError) throw thrown
        throw new PortalError('upstream_failed', reasonOf(thrown), {}, thrown)
      } finally {
        await client.unbind().catch(() => undefined)
      }
    },
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

interface FoundEntry {
  entry: Entry
  search: Search
}

async function readAll(client: Client, searches: Search[], { signal }: OrgRun): Promise<FoundEntry[]> {
  const found: FoundEntry[] = []
  for (const search of searches) {
    const options: SearchOptions = {
      scope: search.options?.scope ?? 'one',
      ...(search.options?.filter && { filter: search.options.filter }),
      attributes: ['*', '+'],
      paged: { pageSize: 500 },
    }
    for await (const { searchEntries } of client.searchPaginated(search.dn, options)) {
      signal.throwIfAborted()
      found.push(...searchEntries.map((entry) => ({ entry, search })))
    }
  }
  return found
}

/** Reads attributes whatever their case. */
function attributesOf({ entry }: FoundEntry) {
  const byName = new Map(Object.entries(entry).map(([name, value]) => [name.toLowerCase(), value]))
  const all = (name: string | null | undefined): string[] => {
    const value = name ? byName.get(name.toLowerCase()) : undefined
    if (value === undefined) return []
    return (Array.isArray(value) ? value : [value]).map((each) =>
      typeof each === 'string' ? each : uuidOf(each),
    )
  }
  return { all, first: (name: string | null | undefined) => all(name)[0] || undefined }
}

/** Active Directory's `objectGUID` is bytes, the first three parts of them backwards. */
function uuidOf(bytes: Buffer): string {
  if (bytes.length !== 16) return bytes.toString('base64')
  const hex = Buffer.concat([
    ...[bytes.subarray(0, 4), bytes.subarray(4, 6), bytes.subarray(6, 8)].map((part) =>
      Buffer.from(part).reverse(),
    ),
    bytes.subarray(8),
  ]).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

interface Item {
  name: string
  dn: string
  found: FoundEntry
  map: Record<string, string | null | undefined>
}

function orgOf(id: string, settings: LdapOrgSettings, users: FoundEntry[], groups: FoundEntry[]): Org {
  const people = itemsOf(users, userMap)
  const teams = itemsOf(groups, groupMap)
  const peopleByDn = new Map(people.map((item) => [item.dn, item]))
  const teamsByDn = new Map(teams.map((item) => [item.dn, item]))
  const peopleByRdn = new Map(
    people.map((item) => [attributesOf(item.found).first(item.map.rdn) ?? item.name, item]),
  )
  const memberOf = new Map<string, Set<string>>()
  const parents = new Map<string, string>()
  const note = (person: Item, team: Item) =>
    memberOf.set(person.name, (memberOf.get(person.name) ?? new Set()).add(team.name))

  for (const person of people) {
    for (const dn of attributesOf(person.found).all(person.map.memberOf)) {
      const team = teamsByDn.get(keyOf(dn))
      if (team) note(person, team)
    }
  }
  for (const team of teams) {
    const { all } = attributesOf(team.found)
    for (const dn of all(team.map.memberOf)) {
      const parent = teamsByDn.get(keyOf(dn))
      if (parent && parent !== team) parents.set(team.name, parent.name)
    }
    for (const member of all(team.map.members)) {
      // `memberUid` of posixGroup holds names instead of DNs.
      const person = peopleByDn.get(keyOf(member)) ?? peopleByRdn.get(member)
      if (person) note(person, team)
      const child = teamsByDn.get(keyOf(member))
      if (child && child !== team) parents.set(child.name, team.name)
    }
  }
  const made = (item: Item): Entity => {
    const { first } = attributesOf(item.found)
    const given = { name: item.name, ...describe(id, settings, item) }
    const profile = {
      title: first(item.map.displayName),
      email: first(item.map.email),
      picture: first(item.map.picture),
      description: first(item.map.description),
    }
    const isPerson = peopleByDn.get(item.dn) === item
    return isPerson
      ? userEntity({ ...given, ...profile, memberOf: [...(memberOf.get(item.name) ?? [])] })
      : groupEntity({
          ...given,
          ...profile,
          type: first(item.map.type) ?? 'unknown',
          parent: parents.get(item.name),
        })
  }
  const entity = (item: Item): Entity => withSet(made(item), item.found.search.set ?? {})
  return { users: people.map(entity), groups: teams.map(entity) }
}

function itemsOf(found: FoundEntry[], defaults: Record<string, string>): Item[] {
  return found.flatMap((each) => {
    const map = { ...defaults, ...each.search.map }
    const name = attributesOf(each).first(map.name)
    return name ? [{ name: keptName(name), dn: keyOf(each.entry.dn), found: each, map }] : []
  })
}

function describe(id: string, { vendor }: LdapOrgSettings, { found, map }: Item) {
  const { first } = attributesOf(found)
  const dn = first(vendor?.dnAttributeName ?? undefined) ?? found.entry.dn
  const uuid = vendor?.uuidAttributeName
    ? first(vendor.uuidAttributeName)
    : (first('entryUUID') ?? first('objectGUID') ?? first('ipaUniqueID'))
  return {
    location: `ldap://${id}/${encodeURIComponent(dn)}`,
    annotations: {
      'backstage.io/ldap-rdn': first(map.rdn),
      'backstage.io/ldap-dn': dn,
      'backstage.io/ldap-uuid': uuid,
    },
  }
}

/** DNs are compared without case and without spaces that mean nothing. */
function keyOf(dn: string): string {
  return dn.toLowerCase().replace(/\s*([,=+])\s*/g, '$1')
}

/** `set: {'metadata.namespace': 'people'}`: fixed values at paths of the entity. */
function withSet(entity: Entity, set: Record<string, unknown>): Entity {
  for (const [path, value] of Object.entries(set)) {
    const parts = path.split('.')
    if (parts.some((part) => part === '__proto__' || part === 'constructor' || part === 'prototype')) continue
    const last = parts.pop()
    let at = entity as unknown as JsonObject
    for (const part of parts) {
      if (typeof at[part] !== 'object' || at[part] === null) at[part] = {}
      at = at[part] as JsonObject
    }
    if (last) at[last] = value as JsonObject
  }
  return entity
}
