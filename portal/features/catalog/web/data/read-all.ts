import type { EntityView } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { type Listing, partsOf } from './listing.ts'
import { queryByPredicate } from './predicate-data.ts'
import { wordFields } from './view-query.ts'

/** Every entity of a listing in its order, page after page. */
export async function* readAll(
  portal: Pick<Portal, 'request'>,
  listing: Listing,
  { fields, limit, signal }: { fields: string[]; limit: number; signal: AbortSignal },
): AsyncGenerator<EntityView[]> {
  for (const { query, words, field, isDown } of partsOf(listing)) {
    let cursor: string | undefined
    do {
      const order = { field, order: isDown ? ('desc' as const) : ('asc' as const) }
      const question = { query, words, wordFields, order, fields, limit, cursor }
      const page = await queryByPredicate(portal, question, { signal })
      if (page.items.length > 0) yield page.items
      cursor = page.items.length > 0 ? page.pageInfo.nextCursor : undefined
    } while (cursor)
  }
}
