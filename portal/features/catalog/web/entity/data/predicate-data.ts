import type { EntityView, JsonObject } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import type { Paged } from '../../data/problem-data.ts'

type Ask = Pick<Portal, 'request'>

/** A question with values no `filter` could carry: locations hold commas. */
export interface PredicateQuestion {
  query: JsonObject
  fields: string[]
  limit: number
  cursor?: string | undefined
  words?: string
  asOf?: string | undefined
}

/** Fields in which words about people are looked for. */
const peopleFields = ['metadata.name', 'metadata.title', 'spec.profile.displayName', 'spec.profile.email']

export async function queryByPredicate(
  { request }: Ask,
  question: PredicateQuestion,
  options: { signal?: AbortSignal },
): Promise<Paged<EntityView>> {
  const { query, fields, limit, cursor, words, asOf } = question
  const response = await request('/api/catalog/entities/by-query', {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...(cursor ? { cursor } : { query, orderBy: [{ field: 'metadata.name', order: 'asc' }] }),
      fields,
      limit,
      ...(words && !cursor ? { fullTextFilter: { term: words, fields: peopleFields } } : {}),
      ...(asOf ? { asOf } : {}),
    }),
  })
  return (await response.json()) as Paged<EntityView>
}
