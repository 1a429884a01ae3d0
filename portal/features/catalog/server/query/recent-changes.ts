/** What changed in the whole catalog, newest first: history without the bodies, and with what became different. */
import type { EntityView } from '@callboard/sdk/model'
import { z } from 'zod'
import type { RecentChange } from '../../api.ts'
import { isEverything } from './condition.ts'
import { decode, encodeCursor } from './cursor.ts'
import { causeOf, changesOf, mayKnow } from './history.ts'
import type { Scope } from './scope.ts'
import { all, list, raw, sql } from './sql-text.ts'
import { joinCurrent, versionBody } from './version-body.ts'

export interface RecentPage {
  items: RecentChange[]
  pageInfo: { nextCursor?: string }
}

const place = z.object({ at: z.number(), id: z.number() })
type Place = z.output<typeof place>

/** Rows looked at for one page of a reader who sees little; the next page goes on where this one ended. */
const mostLookedAt = 2_000

interface ChangeRow {
  id: number
  refId: number
  ref: string
  at: number
  change: RecentChange['change']
  body: string | null
  cause: string
  beforeId: number | null
}

/** A page of changes the caller may know of. It may be short, or empty, and still have a next one. */
export async function readRecentChanges(
  scope: Scope,
  request: { limit: number; cursor: string | null },
): Promise<RecentPage> {
  const seesAll = isEverything(scope.visible)
  const page: ChangeRow[] = []
  let from = request.cursor === null ? null : decode(request.cursor, place)
  let looked = 0
  let isAtEnd = false
  while (page.length < request.limit && looked < mostLookedAt && !isAtEnd) {
    const wanted = seesAll ? request.limit : Math.min(500, request.limit * 4)
    const rows = await readRows(scope, from, wanted)
    isAtEnd = rows.length < wanted
    looked += rows.length
    for (const row of rows) {
      from = { at: Number(row.at), id: Number(row.id) }
      if (seesAll || (await mayKnow(scope, Number(row.refId)))) page.push(row)
      if (page.length < request.limit) continue
      isAtEnd &&= row === rows.at(-1)
      break
    }
  }
  const before = await bodiesOf(scope, page)
  return {
    items: page.map((row) => answerOf(row, before.get(Number(row.beforeId)))),
    pageInfo: isAtEnd || from === null ? {} : { nextCursor: encodeCursor(from) },
  }
}

function readRows(scope: Scope, from: Place | null, limit: number): Promise<ChangeRow[]> {
  const older = from ? sql`where (h.at, h.id) < (${from.at}, ${from.id})` : raw('')
  return all<ChangeRow>(
    scope.db,
    sql`select h.id, h.ref_id as "refId", r.ref, h.at, h.change, ${versionBody} as body, h.cause,
        (select b.id from catalog_history b where b.ref_id = h.ref_id and (b.at, b.id) < (h.at, h.id)
          order by b.at desc, b.id desc limit 1) as "beforeId"
      from catalog_history h join catalog_refs r on r.id = h.ref_id ${joinCurrent} ${older}
      order by h.at desc, h.id desc limit ${limit}`,
  )
}

async function bodiesOf(scope: Scope, rows: ChangeRow[]): Promise<Map<number, string>> {
  const ids = rows.flatMap((row) => (row.beforeId === null ? [] : [Number(row.beforeId)]))
  if (ids.length === 0) return new Map()
  const found = await all<{ id: number; body: string | null }>(
    scope.db,
    sql`select h.id, h.body from ${list(scope.db, ids)} as w join catalog_history h on h.id = w.v`,
  )
  return new Map(found.flatMap(({ id, body }) => (body === null ? [] : [[Number(id), body]])))
}

function answerOf(row: ChangeRow, before: string | undefined): RecentChange {
  const known = row.body ?? before
  const entity = known === undefined ? undefined : (JSON.parse(known) as EntityView)
  return {
    id: String(row.id),
    entityRef: row.ref,
    at: new Date(Number(row.at)).toISOString(),
    change: row.change,
    title: titleOf(entity),
    cause: causeOf(row.cause),
    changes: changesOf(row, { body: before ?? null }),
  }
}

/** Long enough for every list; a title may be a novel. */
const longestTitle = 300

function titleOf(entity: EntityView | undefined): string | null {
  if (!entity) return null
  const { metadata, spec } = entity
  const profile = spec?.profile as { displayName?: unknown } | null | undefined
  // The Location that stands for a source has a hash for a name.
  const target = metadata.name.startsWith('generated-') ? spec?.target : undefined
  const title = [metadata.title, profile?.displayName, target].find((text) => typeof text === 'string')
  return (title as string | undefined)?.slice(0, longestTitle) ?? null
}
