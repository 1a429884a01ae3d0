import type { EntityView, JsonObject } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import type { FacetValue } from './catalog-data.ts'
import type { Paged } from './problem-data.ts'

type Ask = Pick<Portal, 'request'>

/** A question with values no `filter` could carry: locations hold commas. */
export interface PredicateQuestion {
  query: JsonObject
  fields: string[]
  limit: number
  offset?: number
  cursor?: string | undefined
  /** `metadata.name` upwards when it is not said. */
  order?: { field: string; order: 'asc' | 'desc' }
  words?: string | undefined
  /** Where the words are looked for; else in what people are called. */
  wordFields?: string[]
  /** Without the total the server need not count. */
  total?: boolean
  asOf?: string | undefined
}

/** Fields in which words about people are looked for. */
const peopleFields = ['metadata.name', 'metadata.title', 'spec.profile.displayName', 'spec.profile.email']

export async function queryByPredicate(
  { request }: Ask,
  question: PredicateQuestion,
  options: { signal?: AbortSignal },
): Promise<Paged<EntityView>> {
  const { query, fields, limit, offset, cursor, words, wordFields = peopleFields, asOf } = question
  const { order = { field: 'metadata.name', order: 'asc' } } = question
  const response = await request('/api/catalog/entities/by-query', {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...(cursor ? { cursor } : { query, orderBy: [order] }),
      fields,
      limit,
      ...(offset ? { offset } : {}),
      ...(question.total === false ? { totalItems: 'exclude' } : {}),
      ...(words && !cursor ? { fullTextFilter: { term: words, fields: wordFields } } : {}),
      ...(asOf ? { asOf } : {}),
    }),
  })
  return (await response.json()) as Paged<EntityView>
}

/** How many entities of a question have each value of one field, most frequent first. */
export async function countValues(
  { request }: Ask,
  question: { facet: string; query: JsonObject; words?: string | undefined; wordFields?: string[] },
  options: { signal?: AbortSignal },
): Promise<FacetValue[]> {
  const { facet, query, words, wordFields = peopleFields } = question
  const response = await request('/api/catalog/entity-facets', {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      facets: [facet],
      query,
      ...(words ? { fullTextFilter: { term: words, fields: wordFields } } : {}),
    }),
  })
  const { facets } = (await response.json()) as { facets: Record<string, FacetValue[]> }
  return (facets[facet] ?? []).toSorted((a, b) => b.count - a.count || a.value.localeCompare(b.value))
}
