import { PortalError, parseRef, stringifyRef } from '@callboard/sdk'
import type { GraphAnswer } from '../../api.ts'
import { isEverything } from './condition.ts'
import { hiddenFrom, readNodes } from './graph-nodes.ts'
import { countLeftOut, type Reached, readEdges, type Walk, walk } from './graph-walk.ts'
import { idsIn } from './id-set.ts'
import { type Direction, readRelationTypes, typesOf } from './relation-meaning.ts'
import type { Scope } from './scope.ts'
import { select } from './select.ts'
import { all, list, raw, type Sql, sql } from './sql-text.ts'

export interface GraphRequest {
  /** None: the largest things of the catalog, to start from. */
  roots: readonly string[]
  /** Refs among the answer whose neighbours are wanted too. */
  expanded: readonly string[]
  depth: number
  kinds: readonly string[] | null
  relations: readonly string[] | null
  direction: Direction | 'both'
  limit: number
}

/** The neighbourhood of some entities as nodes and edges, nearest first, never more than `limit` nodes. */
export async function readGraph(scope: Scope, request: GraphRequest): Promise<GraphAnswer> {
  const refs = [...new Set(request.roots.map(fullRef))]
  const names = await readRelationTypes(scope.db)
  const follow = {
    types: typesOf(names, request.relations, request.direction),
    kinds: request.kinds?.map((kind) => kind.toLowerCase()) ?? null,
  }
  const roots = await idsOf(scope, refs)
  const expanded = await idsOf(scope, request.expanded.map(fullRef))
  const { reached, full } =
    refs.length === 0
      ? await readStart(scope, request, follow, [...expanded.values()])
      : await walk(scope, {
          ...follow,
          roots: [...roots.values()],
          expanded: [...expanded.values()],
          depth: request.depth,
          limit: request.limit,
        })
  const ids = [...reached.keys()]
  const nodes = await readNodes(scope, ids)
  const edges = await readEdges(scope, ids, follow.types)
  const leftOut = await countLeftOut(scope, ids, follow)
  const refOf = (id: number) => nodes.get(id)?.ref ?? ''
  return {
    roots: refs,
    nodes: [
      ...refs.flatMap((ref) => (roots.has(ref) ? [] : [unheardOf(ref)])),
      ...ids.flatMap((id) => {
        const facts = nodes.get(id)
        return facts ? [{ ...facts, depth: reached.get(id)?.depth ?? 0, leftOut: leftOut.get(id) ?? 0 }] : []
      }),
    ],
    edges: edges.map(({ source, target, typeIds }) => ({
      source: refOf(source),
      target: refOf(target),
      types: typeIds.flatMap((id) => names.get(id) ?? []).sort(),
    })),
    truncated: full,
  }
}

/** Where a reader without a root may begin: domains with their systems, else groups, else what has most relations. */
async function readStart(
  scope: Scope,
  request: GraphRequest,
  follow: Pick<Walk, 'types' | 'kinds'>,
  expanded: readonly number[],
) {
  const steps: [kinds: string[] | null, next: string[]][] = follow.kinds
    ? [[[...follow.kinds], []]]
    : [
        [['domain'], ['system']],
        [['system'], []],
        [['group'], []],
        [null, []],
      ]
  for (const [kinds, next] of steps) {
    const test = kinds ? sql`e.kind in (select k.v from ${list(scope.db, kinds)} as k)` : raw('1 = 1')
    const most = Math.min(startRoots, request.limit)
    const found = await largest(scope, test, most + 1)
    if (found.length === 0) continue
    const { reached, full } = await walk(scope, {
      types: follow.types,
      kinds: follow.kinds ?? next,
      roots: found.slice(0, most),
      expanded: [],
      depth: next.length === 0 ? 0 : 1,
      limit: Math.min(startNodes, request.limit),
    })
    if (expanded.length === 0) {
      const isSparse = !full && reached.size < fewNodes && follow.kinds === null
      const whole = isSparse ? await smallWhole(scope, follow.types, [...reached.keys()]) : null
      return { reached: whole ?? reached, full: full || found.length > most }
    }
    const grown = await walk(scope, {
      ...follow,
      roots: [...reached.keys()],
      expanded,
      depth: 0,
      limit: request.limit,
    })
    return { reached: grown.reached, full: full || grown.full || found.length > most }
  }
  return { reached: new Map<number, Reached>(), full: false }
}

/** How many of the largest a start shows, and how much with what belongs to them. */
const startRoots = 40
const startNodes = 160
/** With fewer a start says little: what is around them is shown too, as long as that is not a crowd. */
const fewNodes = 12
const fewAround = 60

/** What a few entities are connected with; null when that is more than a start should show. */
async function smallWhole(
  scope: Scope,
  types: Walk['types'],
  roots: readonly number[],
): Promise<Map<number, Reached> | null> {
  const asked = { roots, types, kinds: null, expanded: [], depth: 1, limit: fewAround }
  const { reached, full } = await walk(scope, asked)
  return full ? null : reached
}

async function largest(scope: Scope, test: Sql, limit: number): Promise<number[]> {
  const { db, visible, sets } = scope
  const seen = isEverything(visible)
    ? raw('1 = 1')
    : sql`e.id in (select s.v from ${list(db, idsIn(await select(sets, visible)))} as s)`
  const rows = await all<{ id: number }>(
    db,
    sql`select e.id, count(*) as n from catalog_entities e join catalog_relations r on r.source_id = e.id
      where ${test} and ${seen} group by e.id, e.ref order by n desc, e.ref limit ${limit}`,
  )
  return rows.map((row) => Number(row.id))
}

/** Ids of refs; those of hidden entities are as if nobody had heard of them. */
async function idsOf(scope: Scope, refs: readonly string[]): Promise<Map<string, number>> {
  if (refs.length === 0) return new Map()
  const { db } = scope
  const isHidden = await hiddenFrom(scope)
  const rows = await all<{ id: number; ref: string }>(
    db,
    sql`select f.id, f.ref from ${list(db, refs)} as w cross join catalog_refs f where f.ref = w.v`,
  )
  const known = rows.filter((row) => !isHidden(Number(row.id)))
  const ids = new Map(known.map((row) => [row.ref, Number(row.id)]))
  return new Map(refs.flatMap((ref) => (ids.has(ref) ? [[ref, ids.get(ref) ?? 0]] : [])))
}

/** @throws `input` when it is no ref. */
export function fullRef(ref: string): string {
  try {
    return stringifyRef(parseRef(ref))
  } catch {
    throw new PortalError('input', `'${ref}' is not a full entity ref, such as component:default/shop`)
  }
}

/** A root that no document and no relation has ever named. */
function unheardOf(ref: string): GraphAnswer['nodes'][number] {
  const { kind, namespace, name } = parseRef(ref)
  const nothing = { title: null, type: null, owner: null, lifecycle: null, hasProblems: false }
  return { ref, kind, namespace, name, ...nothing, missing: true, depth: 0, leftOut: 0 }
}
