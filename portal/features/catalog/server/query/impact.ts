import { PortalError } from '@callboard/sdk'
import type { ImpactAnswer } from '../../api.ts'
import { fullRef } from './graph.ts'
import { hiddenFrom, readNodes } from './graph-nodes.ts'
import { walk } from './graph-walk.ts'
import { type Direction, readRelationTypes, typesOf } from './relation-meaning.ts'
import type { Scope } from './scope.ts'

/** Nobody reads further; the count says that there is more. */
const mostEntities = 5000

/**
 * Everything that breaks when `ref` goes away (`dependents`), or that it relies on (`dependencies`), through
 * any number of steps, by owner: whom to talk to first. See relation-meaning.ts for what counts.
 *
 * @throws `not_found` when neither an entity nor a relation has this ref.
 */
export async function readImpact(scope: Scope, asked: string, direction: Direction): Promise<ImpactAnswer> {
  const ref = fullRef(asked)
  const root = await scope.db.get<{ id: number }>('select id from catalog_refs where ref = ?', [ref])
  const isHidden = await hiddenFrom(scope)
  if (!root || isHidden(Number(root.id)))
    throw new PortalError('not_found', `No entity ${ref} is in the catalog`)
  const names = await readRelationTypes(scope.db)
  const rootId = Number(root.id)
  const { reached, full } = await walk(scope, {
    roots: [rootId],
    expanded: [],
    types: typesOf(names, null, direction),
    kinds: null,
    depth: Number.POSITIVE_INFINITY,
    limit: mostEntities + 1,
  })
  const nodes = await readNodes(scope, [...reached.keys()])
  reached.delete(rootId)
  const entities = [...reached].flatMap(([id, { depth, via }]) => {
    const facts = nodes.get(id)
    const nearer = via && nodes.get(via.id)
    if (!facts || !nearer) return []
    return [{ ...facts, depth, via: { ref: nearer.ref, type: names.get(via.typeId) ?? '' } }]
  })
  const groups = Map.groupBy(entities, (entity) => entity.owner?.ref ?? '')
  return {
    ref,
    direction,
    total: entities.length,
    truncated: full,
    groups: [...groups.values()]
      .map((members) => ({
        owner: members[0]?.owner ?? null,
        count: members.length,
        nearest: Math.min(...members.map((entity) => entity.depth)),
        entities: members.map(({ owner: _owner, ...entity }) => entity),
      }))
      .sort(
        (a, b) =>
          Number(a.owner === null) - Number(b.owner === null) || b.count - a.count || a.nearest - b.nearest,
      ),
  }
}
