/** Reading events: filters, pages newest first, counts. */
import { type Database, PortalError } from '@callboard/sdk'
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { AuditEvent, AuditFilters } from '../api.ts'
import type { AuditTables } from './migration.ts'

type Row = AuditTables['audit_events']
type Builder = ExpressionBuilder<AuditTables, 'audit_events'>
type FacetColumn = 'action' | 'outcome' | 'actor' | 'via'

export interface Page {
  items: AuditEvent[]
  nextCursor: string | undefined
}

/** @throws `input` when the cursor is not one of ours. */
export async function readEvents(
  db: Database,
  filters: AuditFilters,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page> {
  const after = cursor === undefined ? undefined : parseCursor(cursor)
  const rows = await db.read
    .withTables<AuditTables>()
    .selectFrom('audit_events')
    .selectAll()
    .where((eb) => eb.and(conditions(eb, filters)))
    .$if(after !== undefined, (query) =>
      query.where(({ eb, and, or }) =>
        // The first part alone lets an index on time end the search.
        and([
          eb('at', '<=', after?.at ?? 0),
          or([eb('at', '<', after?.at ?? 0), eb('id', '<', after?.id ?? 0)]),
        ]),
      ),
    )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const items = (rows as Row[]).slice(0, limit).map(eventOf)
  const last = rows.length > limit ? (rows[limit - 1] as Row) : undefined
  return { items, nextCursor: last && cursorOf(last) }
}

/** How many events have each value, most frequent first, under all filters but the column's own. */
export async function countValues(
  db: Database,
  filters: AuditFilters,
  column: FacetColumn,
): Promise<{ value: string; count: number }[]> {
  const { [column]: _own, ...others } = filters
  const rows = await db.read
    .withTables<AuditTables>()
    .selectFrom('audit_events')
    .select(({ fn }) => [`${column} as value`, fn.countAll<number>().as('count')])
    .where((eb) => eb.and(conditions(eb, others)))
    .groupBy(column)
    .orderBy('count', 'desc')
    .orderBy(column)
    .limit(100)
    .execute()
  return rows.map(({ value, count }) => ({ value: String(value), count: Number(count) }))
}

function conditions(eb: Builder, filters: AuditFilters): Expression<SqlBool>[] {
  const all: Expression<SqlBool>[] = []
  for (const column of ['actor', 'outcome', 'subject', 'via'] as const) {
    const wanted = filters[column]
    if (wanted) all.push(eb(column, 'in', wanted))
  }
  const { action, requestId, from, to, text } = filters
  if (action) all.push(eb.or(action.map((name) => startsWith(eb, name))))
  if (requestId) all.push(eb('request_id', '=', requestId))
  if (from) all.push(eb('at', '>=', Date.parse(from)))
  if (to) all.push(eb('at', '<', Date.parse(to)))
  if (text) all.push(mentions(eb, text))
  return all
}

/** `catalog` takes `catalog` and `catalog.…`; `/` is the character after the dot. */
function startsWith(eb: Builder, name: string): Expression<SqlBool> {
  return eb.or([
    eb('action', '=', name),
    eb.and([eb('action', '>=', `${name}.`), eb('action', '<', `${name}/`)]),
  ])
}

function mentions(eb: Builder, text: string): Expression<SqlBool> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const columns = ['actor', 'action', 'subject', 'ip', 'request_id', 'detail'] as const
  return eb.or(columns.map((name) => sql<SqlBool>`lower(${eb.ref(name)}) like ${pattern} escape '\\'`))
}

function eventOf(row: Row): AuditEvent {
  return {
    id: Number(row.id),
    at: new Date(Number(row.at)).toISOString(),
    action: row.action,
    outcome: row.outcome as AuditEvent['outcome'],
    actor: row.actor,
    subject: row.subject,
    severity: row.severity as AuditEvent['severity'],
    via: row.via as AuditEvent['via'],
    requestId: row.request_id,
    ip: row.ip,
    userAgent: row.user_agent,
    detail: JSON.parse(row.detail) as AuditEvent['detail'],
  }
}

function cursorOf({ at, id }: Row): string {
  return Buffer.from(`${at}.${id}`).toString('base64url')
}

function parseCursor(cursor: string): { at: number; id: number } {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!match) throw new PortalError('input', 'Malformed cursor, could not be parsed')
  return { at: Number(match[1]), id: Number(match[2]) }
}
