import { usePortal } from '@callboard/ui'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { FacetValue } from './catalog-data.ts'
import type { CatalogView, Facet, Whose } from './catalog-view.ts'
import { titleOf } from './entity-text.ts'
import { loadSummaries } from './labels.ts'
import { countValues } from './predicate-data.ts'
import { useSystemsByDomain } from './use-catalog.ts'
import {
  facetKeys,
  facetKinds,
  isDirectlyInDomain,
  type Known,
  predicateOf,
  wordFields,
} from './view-query.ts'

export type TitledValue = FacetValue & { title?: string }

/** A menu longer than this keeps the names it has. */
const titledAtMost = 500

/** Values of one facet under all the other filters; read when its menu is about to open. */
export function useFacet(view: CatalogView, who: Whose, known: Known, facet: Facet) {
  const portal = usePortal()
  const queries = useQueryClient()
  const [isWanted, setWanted] = useState(false)
  const throughSystems = facet === 'domains' && !isDirectlyInDomain(view.kind)
  const systems = useSystemsByDomain(isWanted && throughSystems)
  const query = predicateOf(view, who, known, facet)
  const kind = facetKinds[facet]
  const answer = useQuery({
    queryKey: ['catalog', 'facet', facet, query, view.text],
    queryFn: async ({ signal }): Promise<TitledValue[]> => {
      const question = { facet: facetKeys[facet], query, words: view.text, wordFields }
      const counted = await countValues(portal, question, { signal })
      if (!kind) return counted
      const values = throughSystems
        ? byDomain(counted, systems.data ?? new Map())
        : counted.filter(({ value }) => facet === 'owners' || value.startsWith(`${kind}:`))
      if (values.length === 0 || values.length > titledAtMost) return values
      const refs = values.map(({ value }) => value)
      const summaries = await loadSummaries(queries, portal, refs, undefined)
      return values.map((value) => {
        const entity = summaries.get(value.value)
        return entity ? { ...value, title: titleOf(entity) } : value
      })
    },
    enabled: isWanted && (!throughSystems || systems.data !== undefined),
    placeholderData: keepPreviousData,
  })
  const failed = throughSystems && systems.isError ? systems : answer
  const isFailed = failed.isError && !failed.isFetching
  const isReading = answer.isPending || answer.isFetching
  return {
    values: answer.data,
    status: isFailed ? ('failed' as const) : isReading ? ('loading' as const) : ('idle' as const),
    want: useCallback(() => setWanted(true), []),
    /** Reads again what could not be read. */
    retry: () => void failed.refetch(),
  }
}

/** What the systems of each domain have together. */
function byDomain(counted: FacetValue[], systemsByDomain: Map<string, string[]>): FacetValue[] {
  const bySystem = new Map(counted.map(({ value, count }) => [value.toLowerCase(), count]))
  return [...systemsByDomain]
    .map(([value, systems]) => ({
      value,
      count: systems.reduce((sum, system) => sum + (bySystem.get(system) ?? 0), 0),
    }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count || a.value.localeCompare(b.value))
}
