import type { EntityView } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { rowFields } from '../parts/columns.tsx'
import { type FacetValue, getByRefs, queryEntities, queryFacets } from './catalog-data.ts'
import { type CatalogView, type Facet, facetKeys, filterOf } from './catalog-view.ts'
import { titleOf } from './entity-text.ts'

const pageSize = 60

/** Kinds that exist, with how many of each, and the namespaces. */
export function useKinds() {
  const portal = usePortal()
  return useQuery({
    queryKey: ['catalog', 'kinds'],
    queryFn: async ({ signal }) => {
      const [kinds = [], namespaces = []] = await queryFacets(portal, ['kind', 'metadata.namespace'], [], {
        signal,
      })
      return { kinds, namespaces }
    },
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
}

/** People, groups and locations are nobody's. */
export function isOwnableKind(kind: string): boolean {
  return !['user', 'group', 'location'].includes(kind)
}

/** How many entities of this kind are mine. */
export function useOwnedCount(kind: string): number | undefined {
  const portal = usePortal()
  const refs = portal.user.ownershipEntityRefs
  const isOwnable = isOwnableKind(kind) && refs.length > 0
  const { data, isError } = useQuery({
    queryKey: ['catalog', 'owned-count', kind, refs],
    queryFn: ({ signal }) => {
      const filter = [`kind=${kind}`, ...refs.map((ref) => `relations.ownedBy=${ref}`)]
      return queryEntities(portal, { filter, limit: 0 }, { signal })
    },
    enabled: isOwnable,
    staleTime: 60_000,
  })
  if (!isOwnable || isError) return 0
  return data?.totalItems
}

/** Values of one facet under all the other filters; read when its menu is about to open. */
export function useFacet(view: CatalogView, who: 'owned' | 'all', facet: Facet) {
  const portal = usePortal()
  const [isWanted, setWanted] = useState(false)
  const filter = filterOf(view, who, portal.user.ownershipEntityRefs, facet)
  const query = useQuery({
    queryKey: ['catalog', 'facet', facet, filter],
    queryFn: async ({ signal }): Promise<TitledValue[]> => {
      const [values = []] = await queryFacets(portal, [facetKeys[facet]], filter, { signal })
      return facet === 'owners' ? await withTitles(portal, values) : values
    },
    enabled: isWanted,
    placeholderData: keepPreviousData,
  })
  return { ...query, want: useCallback(() => setWanted(true), []) }
}

type TitledValue = FacetValue & { title?: string }

/** Owners by what people call them; a menu longer than this keeps names. */
const titledOwners = 500

async function withTitles(portal: Portal, values: FacetValue[]): Promise<TitledValue[]> {
  if (values.length === 0 || values.length > titledOwners) return values
  const refs = values.map(({ value }) => value)
  const owners = await getByRefs(portal, refs, [
    'kind',
    'metadata.name',
    'metadata.title',
    'spec.profile.displayName',
  ])
  return values.map((value, index) => {
    const owner = owners[index]
    return owner ? { ...value, title: titleOf(owner) } : value
  })
}

export interface Rows {
  total: number | undefined
  error: unknown
  /** The rows on the screen belong to the question before. */
  isStale: boolean
  rowAt(index: number): EntityView | undefined
  onRange(first: number, last: number): void
  refetch(): void
  /** Entities the order leaves out because they lack the field it sorts by. */
  unsorted: number
}

/**
 * The rows of a view, read in pages of 60 around what is on the screen. The first page also brings the total,
 * so the table has its full height at once and may be scrolled anywhere.
 */
export function useRows(view: CatalogView, who: 'owned' | 'all' | undefined, order: string): Rows {
  const portal = usePortal()
  const [pages, setPages] = useState<number[]>([0])
  const filter = filterOf(view, who ?? 'all', portal.user.ownershipEntityRefs)
  const key = ['catalog', 'rows', filter, order, view.text]
  const ask = (page: number) => ({
    queryKey: [...key, page],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      queryEntities(
        portal,
        {
          filter,
          fields: rowFields,
          limit: pageSize,
          offset: page * pageSize,
          order,
          text: view.text,
          total: page === 0,
        },
        { signal },
      ),
    enabled: who !== undefined,
  })
  const first = useQuery({ ...ask(0), placeholderData: keepPreviousData })
  const others = pages.filter((page) => page > 0)
  const results = useQueries({ queries: first.isPlaceholderData ? [] : others.map(ask) })
  const isByName = order.startsWith('metadata.name,')
  const everything = useQuery({
    queryKey: [...key, 'unsorted'],
    queryFn: ({ signal }) =>
      queryEntities(portal, { filter, limit: 0, order: 'metadata.name,asc', text: view.text }, { signal }),
    enabled: who !== undefined && !isByName,
  })
  const byPage = new Map(others.map((page, index) => [page, results[index]?.data?.items]))
  byPage.set(0, first.data?.items)
  const onRange = useCallback((from: number, to: number) => {
    const wanted: number[] = []
    for (let page = Math.floor(from / pageSize); page <= Math.floor(to / pageSize); page++) wanted.push(page)
    setPages((before) => (before.join() === wanted.join() ? before : wanted))
  }, [])
  const total = first.data?.totalItems
  return {
    total,
    error: first.error ?? results.find((result) => result.error)?.error,
    isStale: first.isPlaceholderData,
    rowAt: (index) => byPage.get(Math.floor(index / pageSize))?.[index % pageSize],
    onRange,
    refetch: () => void first.refetch(),
    unsorted:
      isByName || total === undefined ? 0 : Math.max(0, (everything.data?.totalItems ?? total) - total),
  }
}
