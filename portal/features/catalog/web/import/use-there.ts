import type { EntityView } from '@callboard/sdk/model'
import { usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { getByRefs } from '../data/catalog-data.ts'

export type There = Map<string, EntityView | null> | undefined

const fields = ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title', 'spec.profile.displayName']

/** Which of these entities the catalog has by now; asked again until it has all of them. */
export function useThere(refs: string[], everyMs = 700): There {
  const portal = usePortal()
  const there = useQuery({
    queryKey: ['catalog', 'imported', refs],
    queryFn: async () => {
      const entities = await getByRefs(portal, refs, fields)
      return new Map(refs.map((ref, index) => [ref, entities[index] ?? null]))
    },
    enabled: refs.length > 0,
    // Reading takes a moment; nobody should follow a link to nothing.
    refetchInterval: ({ state }) =>
      [...(state.data?.values() ?? [null])].some((entity) => !entity) ? everyMs : false,
  })
  return there.data
}
