/** Entries of a directory as entities: who is in which group may stand with either of them, or with both. */
import type { Entity, JsonObject } from '@callboard/sdk/model'
import type { LdapOrgSettings } from './ldap.ts'
import type { FoundEntry } from './ldap-client.ts'
import { distinctNames, groupEntity, keptName, type Org, userEntity } from './org.ts'

const userMap = { rdn: 'uid', name: 'uid', displayName: 'cn', email: 'mail', memberOf: 'memberOf' }
const groupMap = {
  ...{ rdn: 'cn', name: 'cn', description: 'description', displayName: 'cn', type: 'groupType' },
  ...{ memberOf: 'memberOf', members: 'member' },
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
  attributes: ReturnType<typeof attributesOf>
}

export function ldapEntities(
  id: string,
  settings: LdapOrgSettings,
  users: FoundEntry[],
  groups: FoundEntry[],
): Org {
  const people = itemsOf(users, userMap)
  const teams = itemsOf(groups, groupMap)
  const { memberOf, parents } = membershipsOf(people, teams)
  return {
    users: people.map((person) => {
      const entity = userEntity({
        ...described(id, settings, person),
        memberOf: (memberOf.get(person) ?? []).map(({ name }) => name),
      })
      return withSet(entity, person.found.search.set ?? {})
    }),
    groups: teams.map((team) => {
      const type = team.attributes.first(team.map.type) ?? 'unknown'
      const entity = groupEntity({
        ...described(id, settings, team),
        type,
        parent: parents.get(team)?.name,
      })
      return withSet(entity, team.found.search.set ?? {})
    }),
  }
}

function itemsOf(found: FoundEntry[], defaults: Record<string, string>): Item[] {
  const items = found.flatMap((each): Item[] => {
    const map = { ...defaults, ...each.search.map }
    const attributes = attributesOf(each)
    const name = attributes.first(map.name)
    return name ? [{ name: keptName(name), dn: keyOf(each.entry.dn), found: each, map, attributes }] : []
  })
  const names = distinctNames(items.map(({ dn, name }) => [dn, name]))
  return items.map((item) => ({ ...item, name: names.get(item.dn) ?? '' }))
}

/** Who is in which group, and which group is below which, from both sides. */
function membershipsOf(people: Item[], teams: Item[]) {
  const peopleByDn = new Map(people.map((item) => [item.dn, item]))
  const teamsByDn = new Map(teams.map((item) => [item.dn, item]))
  // The first of a name, as with names of entities.
  const peopleByRdn = new Map(
    people.toReversed().map((item) => [item.attributes.first(item.map.rdn) ?? item.name, item]),
  )
  const memberOf = new Map<Item, Item[]>()
  const parents = new Map<Item, Item>()
  const note = (person: Item, team: Item) => memberOf.set(person, [...(memberOf.get(person) ?? []), team])
  for (const person of people) {
    for (const dn of person.attributes.all(person.map.memberOf)) {
      const team = teamsByDn.get(keyOf(dn))
      if (team) note(person, team)
    }
  }
  for (const team of teams) {
    for (const dn of team.attributes.all(team.map.memberOf)) {
      const parent = teamsByDn.get(keyOf(dn))
      if (parent && parent !== team) parents.set(team, parent)
    }
    for (const member of team.attributes.all(team.map.members)) {
      // `memberUid` of posixGroup holds names instead of DNs.
      const person = peopleByDn.get(keyOf(member)) ?? peopleByRdn.get(member)
      if (person) note(person, team)
      const child = teamsByDn.get(keyOf(member))
      if (child && child !== team) parents.set(child, team)
    }
  }
  return { memberOf, parents }
}

/** What people and groups have alike. */
function described(id: string, { vendor }: LdapOrgSettings, { name, found, map, attributes }: Item) {
  const { first } = attributes
  const dn = first(vendor?.dnAttributeName ?? undefined) ?? found.entry.dn
  const uuid = vendor?.uuidAttributeName
    ? first(vendor.uuidAttributeName)
    : (first('entryUUID') ?? first('objectGUID') ?? first('ipaUniqueID'))
  return {
    name,
    title: first(map.displayName),
    email: first(map.email),
    picture: first(map.picture),
    description: first(map.description),
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
