import type { Portal } from '@callboard/sdk/web'
import { type EntityLabel, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { getByRefs } from './catalog-data.ts'
import { specText, titleOf } from './entity-text.ts'

/** What an entity is called, or null when the catalog does not have it. */
export type Label = EntityLabel | null

const fields = [
  'kind',
  'metadata.name',
  'metadata.title',
  'spec.type',
  'spec.profile.displayName',
  'spec.target',
]
const batchSize = 200

/** The label of one ref. Labels asked for in the same moment travel in one request. */
export function useLabel(ref: string): { label: Label | undefined; isPending: boolean } {
  const portal = usePortal()
  const { data, isPending } = useQuery({
    queryKey: ['catalog', 'label', ref],
    queryFn: () => labelsOf(portal).load(ref),
    staleTime: 120_000,
  })
  return { label: data, isPending }
}

interface Waiting {
  resolve(label: Label): void
  reject(error: unknown): void
}

const loaders = new WeakMap<Portal['request'], ReturnType<typeof createLoader>>()

function labelsOf(portal: Portal) {
  const loader = loaders.get(portal.request) ?? createLoader(portal)
  loaders.set(portal.request, loader)
  return loader
}

function createLoader(portal: Portal) {
  let waiting = new Map<string, Waiting[]>()
  const send = async (batch: [string, Waiting[]][]) => {
    try {
      const refs = batch.map(([ref]) => ref)
      const entities = await getByRefs(portal, refs, fields)
      batch.forEach(([, people], index) => {
        const entity = entities[index]
        const label = entity ? { title: titleOf(entity), type: specText(entity, 'type') || undefined } : null
        for (const { resolve } of people) resolve(label)
      })
    } catch (error) {
      for (const { reject } of batch.flatMap(([, people]) => people)) reject(error)
    }
  }
  const flush = () => {
    const all = [...waiting]
    waiting = new Map()
    for (let start = 0; start < all.length; start += batchSize) void send(all.slice(start, start + batchSize))
  }
  return {
    load(ref: string): Promise<Label> {
      return new Promise((resolve, reject) => {
        if (waiting.size === 0) setTimeout(flush, 4)
        waiting.set(ref, [...(waiting.get(ref) ?? []), { resolve, reject }])
      })
    },
  }
}
