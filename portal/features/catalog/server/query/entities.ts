import { PortalError } from '@callboard/sdk'
import { z } from 'zod'
import type { Condition } from './condition.ts'
import { decode, encodeCursor } from './cursor.ts'
import { readList } from './list.ts'
import type { OrderField } from './order.ts'
import type { Scope } from './scope.ts'

export interface EntitiesPageRequest {
  condition: Condition
  order: OrderField[]
  limit: number
  offset: number
  after: string | null
  fields: string[] | null
}

const place = z.object({
  after: z
    .array(z.union([z.string(), z.null()]))
    .min(1)
    .max(11),
})

/** One page of `GET /entities`, by ref unless told; `after` continues it when there is more. */
export async function entitiesPage(
  scope: Scope,
  request: EntitiesPageRequest,
): Promise<{ text: string; after: string | null }> {
  const { condition, order, limit, offset, fields } = request
  const from = request.after === null ? null : placeOf(request.after, order.length + 1)
  const found = await readList(scope, {
    condition,
    order,
    tie: 'ref',
    missing: 'last',
    from,
    backwards: false,
    limit: limit + 1,
    offset: from ? 0 : offset,
    fields,
  })
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    text: `[${page.map((item) => item.text).join(',')}]`,
    after: last && found.length > limit ? encodeCursor({ after: last.keys }) : null,
  }
}

function placeOf(text: string, length: number): (string | null)[] {
  const keys = readPlace(text)
  if (keys.length !== length || keys.at(-1) === null) throw malformed()
  return keys
}

function readPlace(text: string): (string | null)[] {
  try {
    return decode(text, place).after
  } catch {
    throw malformed()
  }
}

function malformed(): PortalError {
  return new PortalError('input', 'Malformed after cursor, could not be parsed')
}
