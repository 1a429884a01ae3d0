/** Every event under some filters as JSON lines, page by page as fast as the reader takes them. */
import type { Database } from '@callboard/sdk'
import type { AuditFilters } from '../api.ts'
import { readEvents } from './query.ts'

const page = 500

export function exportEvents(
  db: Database,
  filters: AuditFilters,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const text = new TextEncoder()
  let cursor: string | undefined
  return new ReadableStream({
    async pull(controller) {
      if (signal.aborted) return controller.close()
      const { items, nextCursor } = await readEvents(db, filters, { limit: page, cursor })
      cursor = nextCursor
      const lines = items.map((item) => `${JSON.stringify(item)}\n`).join('')
      if (lines !== '') controller.enqueue(text.encode(lines))
      if (cursor === undefined) controller.close()
    },
  })
}
