/** What every reader of an organisation gives: people and teams, as the entities they will be. */
import { type Entity, refOf } from '@callboard/sdk/model'

export interface Org {
  users: Entity[]
  groups: Entity[]
}

export interface OrgRun {
  signal: AbortSignal
}

/** One organisation somewhere else, read whole each time. */
export interface OrgReader {
  /** Name of the entity provider, e.g. `GithubMultiOrgEntityProvider:production`. */
  name: string
  /** What people call it in messages: `the organisation acme of github.com`. */
  title: string
  /** @throws when anything of it could not be read: half an organisation is never given. */
  read(run: OrgRun): Promise<Org>
  /** True when that organisation of GitHub is among those it reads. */
  readsGithub?(login: string): boolean
}

/** Where a reader's entities come from, for `managed-by-location`. */
export interface Person {
  name: string
  namespace?: string | undefined
  title?: string | undefined
  description?: string | undefined
  email?: string | undefined
  picture?: string | undefined
  /** Where it is managed; a location ref with type. */
  location: string
  annotations: Record<string, string | undefined>
  /** Names of groups (with namespace, where it is not the person's). */
  memberOf: string[]
}

export interface Team {
  name: string
  namespace?: string | undefined
  type: string
  title?: string | undefined
  description?: string | undefined
  email?: string | undefined
  picture?: string | undefined
  location: string
  annotations: Record<string, string | undefined>
  parent?: string | undefined
  children?: string[] | undefined
  members?: string[] | undefined
}

export function userEntity(person: Person): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: metadataOf(person),
    spec: { profile: profileOf(person), memberOf: sorted(person.memberOf) },
  }
}

export function groupEntity(team: Team): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: metadataOf(team),
    spec: {
      type: team.type,
      profile: profileOf(team),
      ...(team.parent && { parent: team.parent }),
      children: sorted(team.children ?? []),
      ...(team.members && { members: sorted(team.members) }),
    },
  }
}

function metadataOf(item: Person | Team): Entity['metadata'] {
  const { name, namespace, description, location } = item
  const annotations = Object.fromEntries(
    Object.entries(item.annotations).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
  return {
    name,
    ...(namespace && { namespace }),
    ...(description && { description }),
    annotations: {
      'backstage.io/managed-by-location': location,
      'backstage.io/managed-by-origin-location': location,
      ...annotations,
    },
  }
}

function profileOf({ title, email, picture }: Person | Team): Record<string, string> {
  return { ...(title && { displayName: title }), ...(email && { email }), ...(picture && { picture }) }
}

/** The order in which a host answers is no change; a name that cannot be one is nobody. */
function sorted(refs: string[]): string[] {
  return [...new Set(refs)].filter((ref) => ref !== '' && !ref.endsWith('/')).sort()
}

/** `Ada Lovelace (Ops)` → `ada_lovelace_ops`: how Backstage makes an entity name of anything. */
export function normalizeName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_.-]/g, '_')
    .replace(/_{2,}/g, '_')
    .replace(/^[_.-]+|[_.-]+$/g, '')
    .slice(0, 63)
    .replace(/[_.-]+$/, '')
}

const valid = /^[a-z0-9A-Z]([-a-z0-9A-Z_.]{0,61}[a-z0-9A-Z])?$/

/** A name as it is where it can be an entity name; made to fit otherwise. */
export function keptName(name: string): string {
  return valid.test(name) ? name : normalizeName(name)
}

/**
 * Names by id. Of several that would share one, the first has it and the others have none, so that nobody is
 * taken for a member of another group of that name, or for another person.
 */
export function distinctNames(items: Iterable<[id: string, name: string]>): Map<string, string> {
  const taken = new Set<string>()
  const names = new Map<string, string>()
  for (const [id, name] of items) {
    const isFree = !taken.has(name.toLowerCase())
    names.set(id, isFree ? name : '')
    taken.add(name.toLowerCase())
  }
  return names
}

/** Two things with one name would be one entity: the later ones are left out, and those whose name is none. */
export function withoutDoubles(entities: Entity[]): { kept: Entity[]; left: Entity[] } {
  const seen = new Set<string>()
  const left: Entity[] = []
  const kept = entities.filter((entity) => {
    const ref = refOf(entity)
    if (entity.metadata.name !== '' && !seen.has(ref)) return seen.add(ref)
    left.push(entity)
    return false
  })
  return { kept, left }
}
