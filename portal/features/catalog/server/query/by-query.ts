import { PortalError } from '@callboard/sdk'
import { allOf, type Condition, contains } from './condition.ts'
import { type Cursor, encodeCursor } from './cursor.ts'
import { parseFilters } from './filter.ts'
import { countList, type ListItem, type ListRequest, readList } from './list.ts'
import type { OrderField } from './order.ts'
import { parsePredicate } from './predicate.ts'
import type { Scope } from './scope.ts'

/** What was asked, in the words it was asked in: that is what a cursor repeats. */
export type Asked = { filter: string[] } | { query: Record<string, unknown> }

export interface ByQueryRequest {
  asked: Asked
  order: OrderField[]
  text: { term: string; fields?: string[] } | null
  limit: number
  offset: number
  fields: string[] | null
  totalItems: 'include' | 'exclude'
  /** Continues an earlier answer; then only `limit` and `fields` above count. */
  cursor: Cursor | null
  /** As the caller wrote it, to be repeated in cursors; `scope.at` holds the instant. */
  asOf: string | null
}

/** Answers a page of entities as JSON: `{ items, totalItems, pageInfo }`. */
export async function byQuery(scope: Scope, request: ByQueryRequest): Promise<string> {
  const { cursor } = request
  const { asked, order, text } = cursor ? fromCursor(cursor) : request
  const list: ListRequest = {
    condition: allOf([conditionOf(asked), textCondition(text, order)]),
    order,
    tie: 'uid',
    missing: 'drop',
    from: cursor?.orderFieldValues ?? null,
    backwards: cursor?.isPrevious ?? false,
    limit: request.limit === 0 ? 0 : request.limit + 1,
    offset: cursor ? 0 : request.offset,
    fields: request.fields,
  }
  const total = cursor?.totalItems ?? (request.totalItems === 'exclude' ? 0 : await countList(scope, list))
  const found = request.limit === 0 ? [] : await readList(scope, list)
  const more = found.length > request.limit
  const page = list.backwards ? found.slice(more ? 1 : 0) : found.slice(0, request.limit)
  const first = cursor ? cursor.firstSortFieldValues : (page[0]?.keys ?? [])
  const ask = { ...asked, order, text, total, first, asOf: cursor ? (cursor.asOf ?? null) : request.asOf }
  const pageInfo =
    request.limit === 0 ? {} : pageInfoOf(page, ask, { more, backwards: list.backwards, continued: !!cursor })
  const items = page.map((item) => item.text).join(',')
  return `{"items":[${items}],"totalItems":${total},"pageInfo":${JSON.stringify(pageInfo)}}`
}

type Ask = Asked & {
  order: OrderField[]
  text: ByQueryRequest['text']
  total: number
  first: (string | null)[]
  asOf: string | null
}

function pageInfoOf(
  page: readonly ListItem[],
  ask: Ask,
  went: { more: boolean; backwards: boolean; continued: boolean },
): { nextCursor?: string; prevCursor?: string } {
  const first = page[0]
  const last = page.at(-1)
  const atStart = !first || first.keys.join('\0') === ask.first.join('\0')
  const next = last && (went.backwards || went.more)
  const previous = first && went.continued && !atStart && (!went.backwards || went.more)
  return {
    ...(next && { nextCursor: cursorText(ask, last.keys, false) }),
    ...(previous && { prevCursor: cursorText(ask, first.keys, true) }),
  }
}

function cursorText(ask: Ask, keys: (string | null)[], isPrevious: boolean): string {
  return encodeCursor({
    orderFields: ask.order,
    orderFieldValues: keys,
    firstSortFieldValues: ask.first,
    isPrevious,
    ...('query' in ask ? { query: ask.query } : { filter: ask.filter }),
    ...(ask.text && { fullTextFilter: ask.text }),
    totalItems: ask.total,
    ...(ask.asOf !== null && { asOf: ask.asOf }),
  } satisfies Cursor)
}

function fromCursor(cursor: Cursor): Pick<ByQueryRequest, 'asked' | 'order' | 'text'> {
  if (
    cursor.orderFieldValues.length !== cursor.orderFields.length + 1 ||
    cursor.orderFieldValues.includes(null)
  ) {
    throw new PortalError('input', 'Malformed cursor: its values do not fit its order')
  }
  const { term, fields } = cursor.fullTextFilter ?? {}
  return {
    asked: cursor.query ? { query: cursor.query } : { filter: cursor.filter ?? [] },
    order: cursor.orderFields,
    text: term === undefined ? null : { term, ...(fields && { fields }) },
  }
}

function conditionOf(asked: Asked): Condition {
  return 'query' in asked ? parsePredicate(asked.query) : parseFilters(asked.filter)
}

/** Without fields the text is looked for where the list is sorted, or else in the uid. */
export function textCondition(text: ByQueryRequest['text'], order: readonly OrderField[]): Condition | null {
  const term = text?.term.trim()
  if (!text || !term) return null
  const fields = text.fields && text.fields.length > 0 ? text.fields : [order[0]?.field ?? 'metadata.uid']
  return contains(fields, term)
}
