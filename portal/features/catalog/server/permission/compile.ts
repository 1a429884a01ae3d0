/** From conditions of the policy to the form that every question about entities takes. */
import { type Criteria, type Database, PortalError } from '@callboard/sdk'
import { allOf, anyOf, type Condition, not } from '../query/condition.ts'
import { all, list, sql } from '../query/sql-text.ts'
import { entityResource, type InsideOf, readRule } from './rules.ts'

const most = { parts: 1_000, depth: 32 }

/** @throws `input` for conditions about something else, unknown rules and wrong params. */
export async function compileCriteria(db: Database, criteria: Criteria): Promise<Condition> {
  const insideOf: InsideOf = (refs) => readInside(db, refs)
  return combine(criteria, insideOf, { parts: 0, depth: 0 })
}

/** Looks at every rule without asking the catalog. @throws as `compileCriteria`. */
export function checkCriteria(criteria: Criteria): void {
  for (const { rule, params } of leavesOf(criteria, { parts: 0, depth: 0 })) {
    const made = readRule(rule, params)(async (refs) => [...refs])
    // What asks the catalog has been read all the same; its answer does not count here.
    if (made instanceof Promise) made.catch(() => undefined)
  }
}

interface Budget {
  parts: number
  depth: number
}

async function combine(criteria: Criteria, insideOf: InsideOf, budget: Budget): Promise<Condition> {
  const next = spent(budget)
  const each = (parts: Criteria[]) => Promise.all(parts.map((part) => combine(part, insideOf, next)))
  if ('allOf' in criteria) return allOf(await each(criteria.allOf))
  if ('anyOf' in criteria) return anyOf(await each(criteria.anyOf))
  if ('not' in criteria) return not(await combine(criteria.not, insideOf, next))
  refuseOthers(criteria.resourceType)
  return readRule(criteria.rule, criteria.params)(insideOf)
}

function leavesOf(criteria: Criteria, budget: Budget): Extract<Criteria, { rule: string }>[] {
  const next = spent(budget)
  if ('allOf' in criteria) return criteria.allOf.flatMap((part) => leavesOf(part, next))
  if ('anyOf' in criteria) return criteria.anyOf.flatMap((part) => leavesOf(part, next))
  if ('not' in criteria) return leavesOf(criteria.not, next)
  refuseOthers(criteria.resourceType)
  return [criteria]
}

function refuseOthers(resourceType: string): void {
  if (resourceType === entityResource) return
  throw new PortalError('input', `Conditions here are about '${entityResource}', not '${resourceType}'`)
}

/** Counts a part on the shared budget; `depth` is the caller's own. */
function spent(budget: Budget): Budget {
  budget.parts += 1
  if (budget.parts > most.parts || budget.depth > most.depth) {
    throw new PortalError('input', 'The conditions are too large')
  }
  return {
    get parts() {
      return budget.parts
    },
    set parts(value) {
      budget.parts = value
    },
    depth: budget.depth + 1,
  }
}

async function readInside(db: Database, refs: readonly string[]): Promise<string[]> {
  if (refs.length === 0) return []
  const rows = await all<{ ref: string }>(
    db,
    sql`with recursive inside(id) as (
        select f.id from ${list(db, refs)} as w cross join catalog_refs f where f.ref = w.v
        union
        select r.source_id from inside i cross join catalog_relations r
          cross join catalog_relation_types y cross join catalog_entities e
        where r.target_id = i.id and y.id = r.type_id and y.type = 'partOf' and e.id = r.source_id
          and e.kind in ('system', 'domain'))
      select f.ref from inside i cross join catalog_refs f where f.id = i.id order by f.ref`,
  )
  return [...new Set([...refs, ...rows.map((row) => row.ref)])]
}
