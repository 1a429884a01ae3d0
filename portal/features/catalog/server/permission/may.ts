/** Whether a caller may do something to single entities. */
import { type Credentials, PortalError } from '@callboard/sdk'
import { isEverything } from '../query/condition.ts'
import { has, type IdSet } from '../query/id-set.ts'
import type { Scope } from '../query/scope.ts'
import { select } from '../query/select.ts'
import { all, list, sql } from '../query/sql-text.ts'
import type { EntityLimits } from './visibility.ts'

type PresentScope = Scope & { revision: number }

export interface Asked {
  permission: string
  refs: readonly string[]
  /** The caller has named the entities, so that a refusal may, too, whether or not they are there. */
  named?: boolean
}

/**
 * @throws `forbidden` unless the permission holds for every one of the entities. One that is not there counts
 * as refused when the caller has named it: otherwise the answer told which hidden ones there are.
 */
export async function mustBeAllowed(
  limits: EntityLimits,
  scope: PresentScope,
  credentials: Credentials,
  asked: Asked,
): Promise<void> {
  const refusals = await refusalsAmong(limits, scope, credentials, asked)
  const [first] = refusals.values()
  // The one that may be named says more.
  const shown = [...refusals.values()].find(({ details }) => details.resourceRef !== undefined) ?? first
  if (shown) throw shown
}

/** Those of the entities for which the permission does not hold, each with what a caller may know of it. */
export async function refusalsAmong(
  limits: EntityLimits,
  scope: PresentScope,
  credentials: Credentials,
  { permission, refs, named = false }: Asked,
): Promise<Map<string, PortalError>> {
  const { condition, because } = await limits(credentials, permission, scope.revision)
  if (isEverything(condition) || refs.length === 0) return new Map()
  const allowed = await select(scope.sets, condition)
  const ids = await idsOf(scope, refs)
  const { seen } = scope
  const isIn = (set: IdSet, ref: string) => has(set, ids.get(ref) ?? -1)
  const refused = refs.filter((ref) => !isIn(allowed, ref) && (named || ids.has(ref)))
  return new Map(
    refused.map((ref) => {
      const isShown = named || seen === null || isIn(seen, ref)
      const what = isShown ? `for ${ref}` : 'for something you may not see'
      const details = { permission, ...(isShown && { resourceRef: ref }) }
      const message = `This needs the permission '${permission}' ${what}. ${because}`
      return [ref, new PortalError('forbidden', message, details)]
    }),
  )
}

/** Those of the refs that are in the catalog and that the caller may not see. */
export async function hiddenAmong(scope: Scope, refs: readonly string[]): Promise<Set<string>> {
  const { seen } = scope
  if (seen === null || refs.length === 0) return new Set()
  const ids = await idsOf(scope, refs)
  return new Set(refs.filter((ref) => ids.has(ref) && !has(seen, ids.get(ref)!)))
}

/** Those of the refs that are in the catalog and that the caller may see. */
export async function seenAmong(scope: Scope, refs: readonly string[]): Promise<Set<string>> {
  if (refs.length === 0) return new Set()
  const { seen } = scope
  const ids = await idsOf(scope, refs)
  return new Set(refs.filter((ref) => ids.has(ref) && (seen === null || has(seen, ids.get(ref)!))))
}

async function idsOf({ db }: Scope, refs: readonly string[]): Promise<Map<string, number>> {
  const rows = await all<{ id: number; ref: string }>(
    db,
    sql`select e.id, e.ref from ${list(db, refs)} as w cross join catalog_entities e where e.ref = w.v`,
  )
  return new Map(rows.map((row) => [row.ref, Number(row.id)]))
}
