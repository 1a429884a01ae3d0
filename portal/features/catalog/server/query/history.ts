import { PortalError } from '@callboard/sdk'
import type { EntityView, JsonObject } from '@callboard/sdk/model'
import { z } from 'zod'
import type { Version } from '../../api.ts'
import { isEverything } from './condition.ts'
import { decode, encodeCursor } from './cursor.ts'
import { diff } from './diff.ts'
import { has } from './id-set.ts'
import { matches } from './matches.ts'
import { pastByRefs } from './past.ts'
import type { Scope } from './scope.ts'
import { select } from './select.ts'
import { all, raw, sql } from './sql-text.ts'
import { joinCurrent, versionBody } from './version-body.ts'

export interface HistoryPage {
  entityRef: string
  items: Version[]
  totalItems: number
  pageInfo: { nextCursor?: string }
}

const place = z.object({ at: z.number(), id: z.number() })

interface VersionRow {
  id: number
  uid: string
  at: number
  change: 'created' | 'updated' | 'deleted'
  body: string | null
  hash: string | null
  cause: string
}

/** The kept versions of an entity, newest first, each with what changed against the one before. */
export async function readHistory(
  scope: Scope,
  ref: string,
  request: { limit: number; cursor: string | null; bodies: boolean },
): Promise<HistoryPage | null> {
  const { db } = scope
  const named = await db.get<{ id: number }>('select id from catalog_refs where ref = ?', [ref])
  if (!named) return null
  const refId = Number(named.id)
  const counted = await db.get<{ n: number }>('select count(*) as n from catalog_history where ref_id = ?', [
    refId,
  ])
  const total = Number(counted?.n ?? 0)
  if (total === 0 || !(await mayKnow(scope, refId))) return null
  const from = request.cursor === null ? null : decode(request.cursor, place)
  const older = from ? sql`and (h.at, h.id) < (${from.at}, ${from.id})` : raw('')
  const rows = await all<VersionRow>(
    db,
    sql`select h.id, h.uid, h.at, h.change, ${versionBody} as body, h.hash, h.cause
      from catalog_history h ${joinCurrent} where h.ref_id = ${refId} ${older}
      order by h.at desc, h.id desc limit ${request.limit + 1}`,
  )
  const page = rows.slice(0, request.limit)
  const last = page.at(-1)
  const more = last && rows.length > request.limit
  return {
    entityRef: ref,
    items: page.map((row, index) => versionOf(row, rows[index + 1], request.bodies)),
    totalItems: total,
    pageInfo: more ? { nextCursor: encodeCursor({ at: Number(last.at), id: Number(last.id) }) } : {},
  }
}

/**
 * A reader who may not see an entity as it is, or as it last was when it is gone, may not see what it was before
 * either.
 */
export async function mayKnow(scope: Scope, refId: number): Promise<boolean> {
  const { db, sets, visible } = scope
  if (isEverything(visible)) return true
  if (has(await select(sets, visible), refId)) return true
  if (has(await sets.everything(), refId)) return false
  const gone = await db.get<{ at: number; ref: string }>(
    `select h.at, f.ref from catalog_history h cross join catalog_refs f
     where h.ref_id = ? and h.change = 'deleted' and f.id = h.ref_id order by h.at desc, h.id desc limit 1`,
    [refId],
  )
  if (!gone) return false
  // A moment before it went, its relations still stood.
  const last = (await pastByRefs(db, Number(gone.at) - 1, [gone.ref])).get(gone.ref)
  return last !== undefined && matches(visible, last.facts)
}

function versionOf(row: VersionRow, before: VersionRow | undefined, withBody: boolean): Version {
  return {
    id: String(row.id),
    uid: row.uid,
    at: new Date(Number(row.at)).toISOString(),
    change: row.change,
    etag: row.hash,
    cause: causeOf(row.cause),
    changes: changesOf(row, before),
    ...(withBody && {
      entity: row.body === null ? null : (JSON.parse(row.body) as EntityView as Version['entity']),
    }),
  }
}

/** What an update made different; null when the version before is not kept. */
export function changesOf(
  row: Pick<VersionRow, 'change' | 'body'>,
  before: { body: string | null } | undefined,
): Version['changes'] {
  if (row.change !== 'updated' || row.body === null) return []
  if (!before?.body) return null
  return diff(contentOf(before.body), contentOf(row.body))
}

/** The etag changes with every change and says nothing by itself. */
function contentOf(body: string): JsonObject {
  const entity = JSON.parse(body) as JsonObject
  const { etag: _, ...metadata } = entity.metadata as JsonObject
  return { ...entity, metadata }
}

/** Why a version came to be, from its stored JSON. */
export function causeOf(text: string): Version['cause'] {
  const cause = JSON.parse(text) as Partial<Record<keyof Version['cause'], string>>
  return {
    source: cause.source ?? null,
    location: cause.location ?? null,
    revision: cause.revision ?? null,
    etag: cause.etag ?? null,
    actor: cause.actor ?? null,
  }
}

/** @throws `not_found` in the reference's words. */
export function noSuchEntity(kind: string, namespace: string, name: string): PortalError {
  return new PortalError(
    'not_found',
    `No entity named '${name}' found, with kind '${kind}' in namespace '${namespace}'`,
  )
}
