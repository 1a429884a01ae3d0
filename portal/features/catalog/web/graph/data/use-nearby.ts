/**
 * The graph around an entity as of a moment. The graph's own route knows only the present; one step around an entity
 * can be told from the entity and its neighbours, as they were.
 */
import { type EntityView, refOf } from '@callboard/sdk/model'
import { usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { useAsOf } from '../../data/as-of.ts'
import { getByRefs } from '../../data/catalog-data.ts'
import { neighboursOf } from '../../entity/data/related.ts'
import { pastGraph } from '../model/past-graph.ts'
import { useGraph } from './graph-data.ts'

const fields = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'spec.type',
  'spec.lifecycle',
  'spec.owner',
  'spec.profile',
  'relations',
]

/** What is one step away from an entity, at the moment the page shows. */
export function useNearby(entity: EntityView, limit: number) {
  const portal = usePortal()
  const asOf = useAsOf()
  const ref = refOf(entity)
  const present = useGraph(
    { roots: [ref], maxDepth: 1, kinds: [], relations: [], expanded: [], limit },
    asOf === undefined,
  )
  const refs = neighboursOf(entity)
  const past = useQuery({
    queryKey: ['catalog', 'past graph', ref, asOf, limit, refs],
    queryFn: async () => {
      const near = refs.slice(0, limit - 1)
      const found = near.length === 0 ? [] : await getByRefs(portal, near, fields, asOf)
      const entities = new Map(near.map((one, index) => [one, found[index] ?? null]))
      return pastGraph(entity, entities, refs.length - near.length)
    },
    enabled: asOf !== undefined,
  })
  return asOf === undefined ? present : past
}
