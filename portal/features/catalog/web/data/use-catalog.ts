import type { JsonObject } from '@callboard/sdk/model'
import { usePortal } from '@callboard/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useStars } from '../entity/data/stars.ts'
import { queryFacets } from './catalog-data.ts'
import { type CatalogView, isNarrowed, type Whose } from './catalog-view.ts'
import { specRef } from './entity-text.ts'
import { queryByPredicate } from './predicate-data.ts'
import { listProblems } from './problem-data.ts'
import { useSources } from './use-sources.ts'
import { isDirectlyInDomain, type Known, predicateOf, wordFields } from './view-query.ts'

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

export interface KnownState {
  known: Known
  /** All of it is there. */
  isReady: boolean
  error: unknown
  refetch(): void
}

/** What the question behind a view needs beside its address. */
export function useKnown(view: CatalogView, who: Whose | undefined): KnownState {
  const { user } = usePortal()
  const stars = useStars()
  const byDomain = view.facets.domains.values.length > 0 && !isDirectlyInDomain(view.kind)
  const systems = useSystemsByDomain(byDomain)
  const faulty = useFaultyRefs(view.hasError)
  const known: Known = {
    mine: user.ownershipEntityRefs,
    starred: stars.refs,
    faulty: faulty.data ?? [],
    systemsByDomain: systems.data ?? new Map(),
  }
  const lacksSystems = byDomain && systems.data === undefined
  const lacksFaulty = view.hasError && faulty.data === undefined
  return {
    known,
    isReady: (who !== 'starred' || stars.isKnown) && !lacksSystems && !lacksFaulty,
    error: (lacksSystems && systems.error) || (lacksFaulty && faulty.error) || undefined,
    refetch: () => {
      if (lacksSystems) void systems.refetch()
      if (lacksFaulty) void faulty.refetch()
    },
  }
}

const systemsAtOnce = 1000
const mostSystems = 20_000

/** Refs of the systems of each domain, which is how things that are no systems are in a domain. */
export function useSystemsByDomain(isWanted: boolean) {
  const portal = usePortal()
  return useQuery({
    queryKey: ['catalog', 'systems-by-domain'],
    queryFn: async ({ signal }) => {
      const byDomain = new Map<string, string[]>()
      let cursor: string | undefined
      let seen = 0
      do {
        const page = await queryByPredicate(
          portal,
          {
            query: { kind: 'system', 'spec.domain': { $exists: true } },
            fields: ['metadata.name', 'metadata.namespace', 'spec.domain'],
            limit: systemsAtOnce,
            cursor,
          },
          { signal },
        )
        for (const system of page.items) {
          const domain = specRef(system, 'domain', 'domain')?.toLowerCase()
          if (!domain) continue
          const { namespace = 'default', name } = system.metadata
          byDomain.set(domain, [...(byDomain.get(domain) ?? []), `system:${namespace}/${name}`.toLowerCase()])
        }
        seen += page.items.length
        cursor = page.pageInfo.nextCursor
      } while (cursor && seen < mostSystems)
      return byDomain
    },
    enabled: isWanted,
    staleTime: 60_000,
    structuralSharing: false,
  })
}

const problemsAtOnce = 1000
const mostProblems = 10_000

/** Refs of the entities with errors, and of the Locations whose files have some. */
export function useFaultyRefs(isWanted: boolean) {
  const portal = usePortal()
  const sources = useSources()
  const faultySources = (sources.data ?? []).flatMap(({ entityRef, problems }) =>
    entityRef && problems.error > 0 ? [entityRef] : [],
  )
  const query = useQuery({
    queryKey: ['catalog', 'problems', 'faulty-refs'],
    queryFn: async ({ signal }) => {
      const refs = new Set<string>()
      let cursor: string | undefined
      let seen = 0
      do {
        const page = await listProblems(
          portal,
          { severity: 'error', cursor, limit: problemsAtOnce },
          { signal },
        )
        for (const { entityRef } of page.items) if (entityRef) refs.add(entityRef)
        seen += page.items.length
        cursor = page.items.length > 0 ? page.pageInfo.nextCursor : undefined
      } while (cursor && seen < mostProblems)
      return [...refs]
    },
    enabled: isWanted,
  })
  return { ...query, data: query.data && [...new Set([...query.data, ...faultySources])] }
}

/** How many entities a question finds; undefined while it is not known, or not asked. */
export function useCount(query: JsonObject | undefined, words: string): number | undefined {
  const portal = usePortal()
  const { data } = useQuery({
    queryKey: ['catalog', 'count', query, words],
    queryFn: ({ signal }) =>
      queryByPredicate(
        portal,
        { query: query ?? {}, fields: ['kind'], limit: 0, words, wordFields },
        { signal },
      ),
    enabled: query !== undefined,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })
  return query === undefined ? undefined : data?.totalItems
}

export interface WhoseCounts {
  /** How many of this kind are mine, whatever else is filtered: decides what is shown first. */
  mineAtAll: number | undefined
  owned: number | undefined
  starred: number | undefined
  all: number | undefined
}

/** How many of the view's entities are mine, starred, and there at all. */
export function useWhoseCounts(view: CatalogView, who: Whose | undefined, known: Known): WhoseCounts {
  const kinds = useKinds()
  const ofKind = kinds.data?.kinds.find((kind) => kind.value.toLowerCase() === view.kind)?.count
  const isMineAsked = isOwnableKind(view.kind) && known.mine.length > 0
  const isAnyStarred = known.starred.some((ref) => ref.startsWith(`${view.kind}:`))
  const narrow = isNarrowed(view)
  const mineQuery = { kind: view.kind, 'relations.ownedBy': { $in: known.mine } }
  const mineAtAll = useCount(isMineAsked ? mineQuery : undefined, '') ?? (isMineAsked ? undefined : 0)
  const ask = (whose: Whose, isWanted: boolean) => (isWanted ? predicateOf(view, whose, known) : undefined)
  const owned = useCount(ask('owned', narrow && isMineAsked && who !== 'owned'), view.text)
  const starred = useCount(ask('starred', isAnyStarred && who !== 'starred'), view.text)
  const all = useCount(ask('all', narrow && who !== 'all'), view.text)
  return {
    mineAtAll,
    owned: narrow ? owned : mineAtAll,
    starred: isAnyStarred ? starred : 0,
    all: narrow ? all : ofKind,
  }
}
