import { type EntityView, refOf } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { specText } from '../../data/entity-text.ts'
import { queryByPredicate } from '../../data/predicate-data.ts'

type Ask = Pick<Portal, 'request'>
type Options = { signal?: AbortSignal; asOf?: string | undefined }

const deepest = 12
const mostGroups = 1000
const pageSize = 1000
const mostOwned = 10_000

/**
 * The groups below (`childOf`) or above (`parentOf`) some groups, level by level, themselves included.
 * Groups that are each other's children are met once.
 */
export async function walkGroups(
  portal: Ask,
  from: string[],
  relation: 'childOf' | 'parentOf',
  { asOf, ...options }: Options,
): Promise<string[]> {
  const known = new Set(from)
  let level = from
  for (let depth = 0; depth < deepest && level.length > 0 && known.size < mostGroups; depth++) {
    const query = { kind: 'Group', [`relations.${relation}`]: { $in: level } }
    const fields = ['kind', 'metadata.name', 'metadata.namespace']
    const page = await queryByPredicate(portal, { query, fields, limit: mostGroups, asOf }, options)
    level = page.items.map(refOf).filter((ref) => !known.has(ref))
    for (const ref of level) known.add(ref)
  }
  return [...known]
}

/** The owners whose things count as this entity's. */
export async function ownersOf(
  portal: Ask,
  entity: EntityView,
  isAggregated: boolean,
  options: Options,
): Promise<string[]> {
  const ref = refOf(entity)
  if (!isAggregated) return [ref]
  if (entity.kind.toLowerCase() === 'group') return walkGroups(portal, [ref], 'childOf', options)
  const groups = (entity.relations ?? [])
    .filter((relation) => relation.type === 'memberOf')
    .map((relation) => relation.targetRef)
  return [ref, ...(await walkGroups(portal, groups, 'parentOf', options))]
}

export interface Owned {
  kind: string
  type: string
  count: number
}

/** How many things of each kind and type some owners have, most first. */
export async function countOwned(
  portal: Ask,
  owners: string[],
  { asOf, ...options }: Options,
): Promise<{ tiles: Owned[]; total: number }> {
  const counts = new Map<string, Owned>()
  let cursor: string | undefined
  let total = 0
  let seen = 0
  do {
    const query = { 'relations.ownedBy': { $in: owners } }
    const question = { query, fields: ['kind', 'spec.type'], limit: pageSize, cursor, asOf }
    const page = await queryByPredicate(portal, question, options)
    for (const entity of page.items) {
      const [kind, type] = [entity.kind.toLowerCase(), specText(entity, 'type')]
      const tile = counts.get(`${kind}\n${type}`) ?? { kind, type, count: 0 }
      tile.count += 1
      counts.set(`${kind}\n${type}`, tile)
    }
    total = page.totalItems
    seen += page.items.length
    cursor = page.pageInfo.nextCursor
  } while (cursor && seen < mostOwned)
  return { tiles: [...counts.values()].toSorted((a, b) => b.count - a.count), total }
}
