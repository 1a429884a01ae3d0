import { type EntityView, refOf } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { queryOptions } from '@tanstack/react-query'
import { getAncestry } from '../../data/problem-data.ts'

/** An entity with the Locations that lead to it. */
export function ancestryQuery(portal: Portal, entity: EntityView, asOf: string | undefined) {
  const { kind, metadata } = entity
  const address = { kind, namespace: metadata.namespace ?? 'default', name: metadata.name }
  return queryOptions({
    queryKey: ['catalog', 'ancestry', refOf(entity), asOf ?? null],
    queryFn: ({ signal }) => getAncestry(portal, address, { signal, asOf }),
  })
}
