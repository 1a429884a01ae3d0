import type { EntityView } from '@callboard/sdk/model'
import type { GraphNode } from '../../api.ts'
import { isEverything } from './condition.ts'
import { has } from './id-set.ts'
import type { Scope } from './scope.ts'
import { select } from './select.ts'
import { all, list, sql } from './sql-text.ts'

/** What a drawing says about an entity, without how it was reached. */
export type NodeFacts = Omit<GraphNode, 'depth' | 'leftOut'>

interface NodeRow {
  id: number
  ref: string
  entity: number | null
  head: string | null
  size: number | null
  type: string | null
  lifecycle: string | null
  problems: number
}

// An API's definition may be megabytes; titles stand in the first lines of a body, before `spec`.
const headLength = 6000

/** Name, title, owner and state of these refs; what the catalog does not have is `missing`. */
export async function readNodes(scope: Scope, ids: readonly number[]): Promise<Map<number, NodeFacts>> {
  const { db } = scope
  if (ids.length === 0) return new Map()
  const owners = await readOwners(scope, ids)
  const rows = await readRows(scope, ids)
  const known = new Set(rows.map((row) => Number(row.id)))
  const others = [...new Set(owners.values())].filter((id) => !known.has(id))
  const ownerRows = others.length === 0 ? [] : await readRows({ ...scope, db }, others)
  const named = new Map([...rows, ...ownerRows].map((row) => [Number(row.id), row]))
  const isHidden = await hiddenFrom(scope)
  return new Map(
    rows.map((row) => {
      const owner = named.get(owners.get(Number(row.id)) ?? 0)
      const shown = owner && (isHidden(Number(owner.id)) ? { ...owner, entity: null, head: null } : owner)
      return [Number(row.id), { ...factsOf(row), owner: shown ? ownerOf(shown) : null }]
    }),
  )
}

/** Tells entities that the caller must not see: they may be named by others, and are otherwise not there. */
export async function hiddenFrom({ sets, visible }: Scope): Promise<(id: number) => boolean> {
  if (isEverything(visible)) return () => false
  const [seen, every] = [await select(sets, visible), await sets.everything()]
  return (id) => has(every, id) && !has(seen, id)
}

function readRows({ db }: Scope, ids: readonly number[]): Promise<NodeRow[]> {
  return all<NodeRow>(
    db,
    sql`select f.id, f.ref, e.id as entity, substr(e.body, 1, ${headLength}) as head, length(e.body) as size, e.type,
        e.lifecycle, case when exists (select 1 from catalog_problems p where p.ref_id = f.id
          or (p.file_id = e.file_id and p.ref_id is null)) then 1 else 0 end as problems
      from ${list(db, ids)} as w cross join catalog_refs f left join catalog_entities e on e.id = f.id
      where f.id = w.v`,
  )
}

/** The first owner of each by ref. */
async function readOwners({ db }: Scope, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await all<{ id: number; owner: number }>(
    db,
    sql`select r.source_id as id, min(r.target_id) as owner
      from catalog_relation_types t cross join ${list(db, ids)} as w cross join catalog_relations r
      where t.type = 'ownedBy' and r.source_id = w.v and r.type_id = t.id group by r.source_id`,
  )
  return new Map(rows.map((row) => [Number(row.id), Number(row.owner)]))
}

function factsOf(row: NodeRow): Omit<NodeFacts, 'owner'> {
  const colon = row.ref.indexOf(':')
  const slash = row.ref.indexOf('/', colon)
  const entity = entityOf(row)
  const name = row.ref.slice(slash + 1)
  return {
    ref: row.ref,
    kind: entity?.kind ?? row.ref.slice(0, colon),
    namespace: row.ref.slice(colon + 1, slash),
    name: textOf(entity?.metadata.name) ?? name,
    title: entity ? titleOf(entity) : null,
    type: textOf(entity?.spec?.type) ?? row.type,
    lifecycle: textOf(entity?.spec?.lifecycle) ?? row.lifecycle,
    missing: row.entity === null,
    hasProblems: Number(row.problems) === 1,
  }
}

function ownerOf(row: NodeRow): NonNullable<NodeFacts['owner']> {
  const { ref, title, name, missing } = factsOf(row)
  return { ref, title: title ?? name, missing }
}

function titleOf({ metadata, spec }: EntityView): string | null {
  const { profile } = spec ?? {}
  const displayName = typeof profile === 'object' && profile !== null && 'displayName' in profile
  return textOf(metadata.title) ?? (displayName ? textOf(profile.displayName) : null)
}

/** The entity of a row, or its part before `spec` where the body is long. */
function entityOf({ head, size }: NodeRow): EntityView | undefined {
  if (head === null) return undefined
  if (Number(size) <= headLength) return JSON.parse(head) as EntityView
  for (let at = head.indexOf('},"spec":'); at !== -1; at = head.indexOf('},"spec":', at + 1)) {
    try {
      return JSON.parse(`${head.slice(0, at)}}}`) as EntityView
    } catch {
      // The words stood inside of a text; the next place may be it.
    }
  }
  return undefined
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 300) : null
}
