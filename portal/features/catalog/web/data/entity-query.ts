import { type EntityName, stringifyRef } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { queryOptions } from '@tanstack/react-query'
import { getEntity } from './catalog-data.ts'

/** One whole entity: what its page stands on, and what pointing at a link to it reads ahead. */
export function entityQuery(portal: Portal, address: EntityName, asOf: string | undefined) {
  return queryOptions({
    queryKey: ['catalog', 'entity', stringifyRef(address), asOf ?? null],
    queryFn: ({ signal }) => getEntity(portal, address, { signal, asOf }),
    refetchInterval: asOf ? (false as const) : 60_000,
  })
}
