import type { EntityView } from '@callboard/sdk/model'
import { usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { annotationOf } from './entity-text.ts'
import { listSources } from './problem-data.ts'

/** Where the catalog reads from, and how that goes; nothing for those who may not know. */
export function useSources() {
  const portal = usePortal()
  return useQuery({
    queryKey: ['catalog', 'sources'],
    queryFn: ({ signal }) => listSources(portal, { signal }),
    staleTime: 30_000,
    refetchInterval: 60_000,
  })
}

/** When the source that an entity comes from was read last. */
export function useReadAt(entity: EntityView): string | undefined {
  const { data } = useSources()
  const origin = annotationOf(entity, 'backstage.io/managed-by-origin-location')
  const source = data?.find(({ type, target }) => `${type}:${target}` === origin)
  return source?.lastReadAt ?? undefined
}
