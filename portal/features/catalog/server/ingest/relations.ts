/**
 * The relations that fields of an entity stand for, both directions (contract: catalog-model §6). One row of
 * the table per field.
 */
import { PortalError, reasonOf } from '@callboard/sdk'
import { type Entity, parseRef, type Relation, refOf, stringifyRef } from '@callboard/sdk/model'
import { limits } from './limits.ts'

interface RelationField {
  kinds: readonly string[]
  field: string
  /** Of the entity to what the field names, and back. */
  out: string
  back: string
  /** What a ref without a kind means; without it the kind must be written. */
  defaultKind?: string
}

const owned = ['component', 'api', 'resource', 'system', 'domain', 'template', 'airesource']
const inSystem = ['component', 'api', 'resource', 'airesource']
const dependent = ['component', 'resource']

const fields: readonly RelationField[] = [
  { kinds: owned, field: 'owner', out: 'ownedBy', back: 'ownerOf', defaultKind: 'Group' },
  { kinds: inSystem, field: 'system', out: 'partOf', back: 'hasPart', defaultKind: 'System' },
  { kinds: ['component'], field: 'subcomponentOf', out: 'partOf', back: 'hasPart', defaultKind: 'Component' },
  {
    kinds: ['component'],
    field: 'providesApis',
    out: 'providesApi',
    back: 'apiProvidedBy',
    defaultKind: 'API',
  },
  {
    kinds: ['component'],
    field: 'consumesApis',
    out: 'consumesApi',
    back: 'apiConsumedBy',
    defaultKind: 'API',
  },
  { kinds: dependent, field: 'dependsOn', out: 'dependsOn', back: 'dependencyOf' },
  { kinds: dependent, field: 'dependencyOf', out: 'dependencyOf', back: 'dependsOn' },
  { kinds: ['system'], field: 'domain', out: 'partOf', back: 'hasPart', defaultKind: 'Domain' },
  { kinds: ['domain'], field: 'subdomainOf', out: 'partOf', back: 'hasPart', defaultKind: 'Domain' },
  { kinds: ['group'], field: 'parent', out: 'childOf', back: 'parentOf', defaultKind: 'Group' },
  { kinds: ['group'], field: 'children', out: 'parentOf', back: 'childOf', defaultKind: 'Group' },
  { kinds: ['group'], field: 'members', out: 'hasMember', back: 'memberOf', defaultKind: 'User' },
  { kinds: ['user'], field: 'memberOf', out: 'memberOf', back: 'hasMember', defaultKind: 'Group' },
  {
    kinds: ['airesource'],
    field: 'dependsOn',
    out: 'dependsOn',
    back: 'dependencyOf',
    defaultKind: 'AiResource',
  },
  { kinds: ['airesource'], field: 'skills', out: 'hasPart', back: 'partOf', defaultKind: 'AiResource' },
  { kinds: ['airesource'], field: 'plugins', out: 'hasPart', back: 'partOf', defaultKind: 'AiResource' },
]

const fieldsByKind = new Map<string, RelationField[]>()
for (const row of fields) {
  for (const kind of row.kinds) fieldsByKind.set(kind, [...(fieldsByKind.get(kind) ?? []), row])
}

/** Lists of refs whose order means nothing: kept sorted, so that a new order is no change. */
const sortedFields = [
  'providesApis',
  'consumesApis',
  'dependsOn',
  'dependencyOf',
  'memberOf',
  'children',
  'members',
]

/** Sorts the ref lists of an entity in place. */
export function sortRefLists(entity: Entity): void {
  if (!entity.spec) return
  for (const field of sortedFields) {
    const list = entity.spec[field]
    if (Array.isArray(list) && list.every((item) => typeof item === 'string')) list.sort()
  }
}

/**
 * The relations an entity originates, each in both directions, distinct.
 *
 * @throws `input`, with `details.field`, when a field of `spec` holds something that is no entity ref.
 */
export function builtinRelations(entity: Entity): Relation[] {
  const rows = fieldsByKind.get(entity.kind.toLowerCase())
  if (!rows || !entity.spec) return []
  const source = refOf(entity)
  const relations = new Map<string, Relation>()
  const add = (relation: Relation) => {
    relations.set(`${relation.source} ${relation.type} ${relation.target}`, relation)
  }
  for (const row of rows) {
    const value = entity.spec[row.field]
    for (const ref of Array.isArray(value) ? value : [value]) {
      if (typeof ref !== 'string') continue
      const target = targetOf(ref, row, entity.metadata.namespace)
      add({ source, type: row.out, target })
      add({ source: target, type: row.back, target: source })
    }
  }
  return [...relations.values()]
}

function targetOf(ref: string, row: RelationField, namespace: string | undefined): string {
  const { field } = row
  if (ref.length > limits.refChars) {
    const message = `Entity reference in spec.${field} is longer than ${limits.refChars} characters`
    throw new PortalError('input', message, { field })
  }
  try {
    return stringifyRef(parseRef(ref, { kind: row.defaultKind, namespace }))
  } catch (thrown) {
    throw new PortalError('input', reasonOf(thrown), { field })
  }
}

/** What to write in a field with a bad ref. */
export function refHint(field: string): string {
  const row = fields.find((candidate) => candidate.field === field)
  if (row?.defaultKind) return `Write ${row.defaultKind.toLowerCase()}:<namespace>/<name>, or just the name.`
  return 'Write the kind too, for example `component:shop` or `resource:shop-db`.'
}
