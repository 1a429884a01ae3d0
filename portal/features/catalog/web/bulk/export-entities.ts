import { type EntityView, refOf } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { getByRefs } from '../data/catalog-data.ts'
import { csvOf } from '../data/csv.ts'
import type { Listing } from '../data/listing.ts'
import { readAll } from '../data/read-all.ts'
import { rowFields } from '../data/row-fields.ts'
import type { Column } from '../table/columns.tsx'

export type Format = 'csv' | 'json'

/** What to export: all of a listing, or some entities. */
export type Wanted = { listing: Listing } | { refs: readonly string[] }

interface How {
  signal: AbortSignal
  onProgress(done: number): void
}

// Whole entities may carry API definitions of megabytes.
const atOnce = { csv: 500, json: 100 }

/** The entities as a file. They are read page by page and written as they come. */
export async function exportEntities(
  portal: Portal,
  wanted: Wanted,
  format: Format,
  columns: Column[],
  { signal, onProgress }: How,
): Promise<Blob> {
  const write = format === 'csv' ? csvWriter(columns) : jsonWriter()
  const parts: BlobPart[] = [write.start]
  let done = 0
  for await (const page of pagesOf(portal, wanted, format, signal)) {
    // A blob of its own leaves the memory of the page to the browser.
    parts.push(new Blob([write.page(page, done === 0)]))
    done += page.length
    onProgress(done)
  }
  parts.push(write.end)
  return new Blob(parts, { type: format === 'csv' ? 'text/csv;charset=utf-8' : 'application/json' })
}

async function* pagesOf(
  portal: Portal,
  wanted: Wanted,
  format: Format,
  signal: AbortSignal,
): AsyncGenerator<EntityView[]> {
  const fields = format === 'csv' ? rowFields : []
  const limit = atOnce[format]
  if ('listing' in wanted) {
    yield* readAll(portal, wanted.listing, { fields, limit, signal })
    return
  }
  for (let from = 0; from < wanted.refs.length; from += limit) {
    signal.throwIfAborted()
    const some = await getByRefs(portal, wanted.refs.slice(from, from + limit), fields)
    yield some.filter((entity) => entity !== null)
  }
}

interface Writer {
  start: string
  page(entities: EntityView[], isFirst: boolean): string
  end: string
}

/** A line for each entity: its ref, then what the columns say. */
export function csvWriter(columns: Column[]): Writer {
  const written = columns.filter((column) => column.text)
  return {
    start: csvOf([['ref', ...written.map(({ id }) => id)]]),
    page: (entities) =>
      csvOf(entities.map((entity) => [refOf(entity), ...written.map(({ text }) => text?.(entity) ?? '')])),
    end: '',
  }
}

function jsonWriter(): Writer {
  return {
    start: '[\n',
    page: (entities, isFirst) =>
      (isFirst || entities.length === 0 ? '' : ',\n') +
      entities.map((entity) => JSON.stringify(entity)).join(',\n'),
    end: '\n]\n',
  }
}
