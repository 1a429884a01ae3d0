import type { EntityView } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import { type EntityLabel, usePortal } from '@callboard/ui'
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { useAsOf } from './as-of.ts'
import { getByRefs } from './catalog-data.ts'
import { specText, titleOf } from './entity-text.ts'

/** What an entity is called, or null when the catalog does not have it. */
export type Label = EntityLabel | null

/** The part of an entity that names, rows and hover cards of other pages show; null when there is none. */
export type Summary = EntityView | null

const fields = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.description',
  'metadata.tags',
  'spec.type',
  'spec.lifecycle',
  'spec.owner',
  'spec.system',
  'spec.profile',
  'spec.target',
]
const batchSize = 500

/** The summary of one ref. What is asked for in the same moment, by anything on the page, travels in one request. */
export function summaryQuery(portal: Portal, ref: string, asOf: string | undefined) {
  return queryOptions({
    queryKey: ['catalog', 'summary', ref, asOf ?? null],
    queryFn: () => loaderOf(portal, asOf).load(ref),
    staleTime: 120_000,
  })
}

/** The label of one ref. */
export function useLabel(ref: string): { label: Label | undefined; isPending: boolean } {
  const portal = usePortal()
  const { data, isPending } = useQuery({ ...summaryQuery(portal, ref, useAsOf()), select: labelOf })
  return { label: data, isPending }
}

/** Summaries of many refs, in their order. */
export async function loadSummaries(
  queries: QueryClient,
  portal: Portal,
  refs: string[],
  asOf: string | undefined,
): Promise<Map<string, Summary>> {
  const found = await Promise.all(refs.map((ref) => queries.fetchQuery(summaryQuery(portal, ref, asOf))))
  return new Map(refs.map((ref, index) => [ref, found[index] ?? null]))
}

function labelOf(summary: Summary): Label {
  return summary && { title: titleOf(summary), type: specText(summary, 'type') || undefined }
}

interface Waiting {
  resolve(summary: Summary): void
  reject(error: unknown): void
}

type Loader = ReturnType<typeof createLoader>
const loaders = new WeakMap<Portal['request'], Map<string, Loader>>()

function loaderOf(portal: Portal, asOf: string | undefined): Loader {
  const byMoment = loaders.get(portal.request) ?? new Map<string, Loader>()
  loaders.set(portal.request, byMoment)
  const loader = byMoment.get(asOf ?? '') ?? createLoader(portal, asOf)
  byMoment.set(asOf ?? '', loader)
  return loader
}

function createLoader(portal: Portal, asOf: string | undefined) {
  let waiting = new Map<string, Waiting[]>()
  const send = async (batch: [string, Waiting[]][]) => {
    try {
      const refs = batch.map(([ref]) => ref)
      const entities = await getByRefs(portal, refs, fields, asOf)
      batch.forEach(([, people], index) => {
        for (const { resolve } of people) resolve(entities[index] ?? null)
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
    load(ref: string): Promise<Summary> {
      return new Promise((resolve, reject) => {
        if (waiting.size === 0) setTimeout(flush, 4)
        waiting.set(ref, [...(waiting.get(ref) ?? []), { resolve, reject }])
      })
    },
  }
}
