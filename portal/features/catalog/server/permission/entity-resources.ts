/** Entities, as the policy asks about them: the rules there are, what fits them, and how many. */
import type { ConditionRule, Criteria, Database, ProtectedResources, Sample } from '@callboard/sdk'
import { z } from 'zod'
import { readRevision } from '../query/answers.ts'
import { type Condition, everything, nothing } from '../query/condition.ts'
import { has, type IdSet, idsIn, sizeOf, subtract } from '../query/id-set.ts'
import type { IdSets } from '../query/id-sets.ts'
import { select } from '../query/select.ts'
import { all, list, sql } from '../query/sql-text.ts'
import { storable } from '../store/storable.ts'
import { checkCriteria, compileCriteria } from './compile.ts'
import { entityResource, entityRules } from './rules.ts'

export interface EntitySets {
  db: Database
  setsAt(revision: number): IdSets
}

export const conditionRules: readonly ConditionRule[] = Object.entries(entityRules).map(([name, rule]) => ({
  name,
  description: rule.description,
  resourceType: entityResource,
  paramsSchema: z.toJSONSchema(rule.params, { target: 'draft-7', io: 'input' }) as Record<string, unknown>,
}))

/** @param ready gives the catalog once it is set up. */
export function entityResources(ready: () => EntitySets): ProtectedResources {
  const setOf = async (criteria: Criteria | boolean): Promise<IdSet> => {
    const { db, setsAt } = ready()
    const revision = await readRevision(db)
    return select(setsAt(revision), await conditionOf(db, criteria))
  }
  return {
    resourceType: entityResource,
    pluginId: 'catalog',
    rules: conditionRules,
    check: checkCriteria,
    async fits(refs, criteria) {
      const { db } = ready()
      const wanted = refs.map((ref) => storable(ref).toLowerCase())
      const rows = await all<{ id: number; ref: string }>(
        db,
        sql`select e.id, e.ref from ${list(db, [...new Set(wanted)])} as w cross join catalog_entities e
          where e.ref = w.v`,
      )
      const ids = new Map(rows.map((row) => [row.ref, Number(row.id)]))
      const set = await setOf(criteria)
      return wanted.map((ref) => {
        const id = ids.get(ref)
        return id === undefined ? null : has(set, id)
      })
    },
    async compare(before, after, samples) {
      const [from, to] = [await setOf(before), await setOf(after)]
      const { db } = ready()
      return {
        before: sizeOf(from),
        after: sizeOf(to),
        gained: await sampleOf(db, subtract(to, from), samples),
        lost: await sampleOf(db, subtract(from, to), samples),
      }
    },
  }
}

function conditionOf(db: Database, criteria: Criteria | boolean): Condition | Promise<Condition> {
  if (typeof criteria !== 'boolean') return compileCriteria(db, criteria)
  return criteria ? everything : nothing
}

async function sampleOf(db: Database, set: IdSet, most: number): Promise<Sample> {
  if (most === 0) return { count: sizeOf(set), sample: [] }
  const ids = idsIn(set)
  if (ids.length === 0) return { count: 0, sample: [] }
  const rows = await all<{ ref: string }>(
    db,
    sql`select e.ref from ${list(db, ids.slice(0, most))} as w cross join catalog_entities e where e.id = w.v
      order by e.ref`,
  )
  return { count: ids.length, sample: rows.map((row) => row.ref) }
}
