import { Buffer } from 'node:buffer'
import type { Condition } from './condition.ts'
import { readEntities } from './entity-json.ts'
import { declaredInSight, type OrderField, sortColumns } from './order.ts'
import { readPage } from './page.ts'
import { pastPage } from './past-page.ts'
import { inScope, type Scope } from './scope.ts'

export interface StreamRequest {
  condition: Condition
  order: readonly OrderField[]
  fields: readonly string[] | null
}

const everyEntity = Number.MAX_SAFE_INTEGER
const atOnce = 100

/**
 * All matching entities as one JSON array, piece by piece: which ones is settled first, their text is read
 * while it is sent, so that neither memory nor the event loop feels the size of the catalog.
 */
export async function streamEntities(
  scope: Scope,
  { condition, order, fields }: StreamRequest,
): Promise<ReadableStream<Uint8Array>> {
  const list = { condition, order, missing: 'last', tie: 'uid', from: null, backwards: false } as const
  if (scope.at !== null) {
    const all = {
      ...list,
      condition: inScope(scope, condition),
      limit: everyEntity,
      offset: 0,
      fields,
    }
    const { items } = await pastPage(scope, scope.at, all)
    return readable(pieces(chunks(items, atOnce), async (some) => some.map((item) => item.text)))
  }
  const rows = await readPage(scope, {
    condition: inScope(scope, condition),
    sort: sortColumns(order, 'uid', declaredInSight(scope)),
    from: null,
    backwards: false,
    limit: everyEntity,
    offset: 0,
  })
  const ids = rows.map((row) => row.id)
  return readable(
    pieces(chunks(ids, atOnce), async (some) => {
      const texts = await readEntities(scope.db, some, fields, scope.seen)
      return some.flatMap((id) => texts.get(id)?.text ?? [])
    }),
  )
}

async function* pieces<T>(
  parts: Iterable<T[]>,
  textsOf: (part: T[]) => Promise<string[]>,
): AsyncGenerator<string> {
  let separator = ''
  yield '['
  for (const part of parts) {
    const texts = await textsOf(part)
    if (texts.length === 0) continue
    yield separator + texts.join(',')
    separator = ','
  }
  yield ']'
}

function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}

function readable(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await texts.next()
      if (done) controller.close()
      else controller.enqueue(Buffer.from(value))
      // Lets other requests in between two pieces, also when the caller takes them as fast as they come.
      await new Promise((resolve) => setImmediate(resolve))
    },
    async cancel() {
      await texts.return(undefined)
    },
  })
}
