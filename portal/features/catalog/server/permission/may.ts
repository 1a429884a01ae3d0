/** Whether a caller may do something to single entities. */
import { type Credentials, PortalError } from '@callboard/sdk'
import { isEverything } from '../query/condition.ts'
import { has } from '../query/id-set.ts'
import type { Scope } from '../query/scope.ts'
import { select } from '../query/select.ts'
import { all, list, sql } from '../query/sql-text.ts'
import type { EntityLimits } from './visibility.ts'

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
  scope: Scope & { revision: number },
  credentials: Credentials,
  { permission, refs, named = false }: Asked,
): Promise<void> {
  const { condition, because } = await limits(credentials, permission, scope.revision)
  if (isEverything(condition) || refs.length === 0) return
  const allowed = await select(scope.sets, condition)
  const rows = await all<{ id: number; ref: string }>(
    scope.db,
    sql`select e.id, e.ref from ${list(scope.db, refs)} as w cross join catalog_entities e where e.ref = w.v`,
  )
  const ids = new Map(rows.map((row) => [row.ref, Number(row.id)]))
  const mayDo = (ref: string) => has(allowed, ids.get(ref) ?? -1)
  const refused = refs.filter((ref) => !mayDo(ref) && (named || ids.has(ref)))
  if (refused.length === 0) return
  const seen = isEverything(scope.visible) ? null : await select(scope.sets, scope.visible)
  const shown = refused.find((ref) => named || seen === null || has(seen, ids.get(ref) ?? -1))
  const what = shown === undefined ? 'for something you may not see' : `for ${shown}`
  throw new PortalError('forbidden', `This needs the permission '${permission}' ${what}. ${because}`, {
    permission,
    ...(shown !== undefined && { resourceRef: shown }),
  })
}

/** Those of the refs that are in the catalog and that the caller may not see. */
export async function hiddenAmong(scope: Scope, refs: readonly string[]): Promise<Set<string>> {
  if (isEverything(scope.visible) || refs.length === 0) return new Set()
  const seen = await select(scope.sets, scope.visible)
  const rows = await all<{ id: number; ref: string }>(
    scope.db,
    sql`select e.id, e.ref from ${list(scope.db, refs)} as w cross join catalog_entities e where e.ref = w.v`,
  )
  return new Set(rows.filter((row) => !has(seen, Number(row.id))).map((row) => row.ref))
}
