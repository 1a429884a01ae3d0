/** What the operator's pages ask the portal. */
import type { Portal } from '@callboard/sdk/web'
import { sentenceOf, usePortal } from '@callboard/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { SourceAnswer } from '../../../catalog/api.ts'
import type { About, ConfigProblem, ConfigValue, JobItemAnswer, RunningFeature } from '../../api.ts'

export const refreshJob = 'catalog.refresh-source'
/** Its items are named after the providers that it reads. */
export const organizationJob = 'organization.read'

/** Asks one of the portal's routes and keeps the answer. */
export function useAsked<T>(path: string, everyMs?: number) {
  const portal = usePortal()
  return useQuery({
    queryKey: ['admin', path],
    queryFn: async ({ signal }) => (await (await portal.request(path, { signal })).json()) as T,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  })
}

export const useSources = () => useAsked<{ items: SourceAnswer[] }>('/api/catalog/sources', 30_000)
export const useJobs = (name?: string) =>
  useAsked<{ items: JobItemAnswer[]; totalItems: number }>(
    `/api/admin/jobs${name ? `?name=${encodeURIComponent(name)}` : ''}`,
    name ? 30_000 : 5_000,
  )
export const useConfig = () =>
  useAsked<{ description: string; files: string[]; values: ConfigValue[]; problems: ConfigProblem[] }>(
    '/api/admin/config',
  )
export const useFeatures = () => useAsked<{ items: RunningFeature[] }>('/api/admin/features', 30_000)
export const useAbout = () => useAsked<About>('/api/admin/about', 30_000)

export interface Unprocessed {
  entity_id: string
  entity_ref: string
  errors: { name: string; message: string; hint?: string; file?: string; line?: number }[]
  last_discovery_at: string
  location_key: string | null
}

export const useUnprocessed = (state: 'failed' | 'pending') =>
  useAsked<{ entities: Unprocessed[] }>(`/api/catalog/entities/unprocessed/${state}`, 30_000)

async function send({ request }: Pick<Portal, 'request'>, path: string, method: string, body?: unknown) {
  const response = await request(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  await response.text()
}

/** Does one thing now, says how that went, and has the lists read again when it should show. */
export function useDo(done: string) {
  const portal = usePortal()
  const queries = useQueryClient()
  const [said, setSaid] = useState<string>()
  const { mutate, isPending } = useMutation({
    mutationFn: ({ path, method, body }: { path: string; method: string; body?: unknown }) =>
      send(portal, path, method, body),
    onSuccess: () => setSaid(done),
    onError: (error) => setSaid(sentenceOf(error)),
  })
  useEffect(() => {
    if (said === undefined) return
    const timers = [300, 1500].map((ms) =>
      setTimeout(() => void queries.invalidateQueries({ queryKey: ['admin'] }), ms),
    )
    timers.push(setTimeout(() => setSaid(undefined), 3000))
    return () => timers.forEach(clearTimeout)
  }, [said, queries])
  return { act: mutate, isPending, said }
}
