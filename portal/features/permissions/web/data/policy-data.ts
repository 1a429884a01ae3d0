/** What the pages of permissions ask the portal. */
import { forgetPermissions, usePortal } from '@callboard/ui'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import type {
  Explanation,
  ImportResult,
  Matrix,
  PolicyAnswer,
  PolicyChange,
  PolicyVersion,
  Simulation,
} from '../../api.ts'

const base = '/api/permission'
const top = 'permission-policy'

function useRead<T>(path: string) {
  const { request } = usePortal()
  return useQuery({
    queryKey: [top, path],
    queryFn: async ({ signal }) => (await (await request(base + path, { signal })).json()) as T,
  })
}

export const usePolicy = () => useRead<PolicyAnswer>('/policy')
export const useMatrix = () => useRead<Matrix>('/matrix')
export const useVersions = () => useRead<{ items: PolicyVersion[] }>('/versions')

/** A function that posts to one of the policy's routes and answers its JSON. */
function usePost() {
  const { request } = usePortal()
  return async <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> => {
    const response = await request(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    })
    return (await response.json()) as T
  }
}

interface Saved {
  version: number
  warnings: string[]
}

/** What follows from another policy: it is read anew, and so is what I may do. */
function useChanged() {
  const portal = usePortal()
  const queries = useQueryClient()
  return () => {
    forgetPermissions(portal)
    return queries.invalidateQueries({ queryKey: [top] })
  }
}

/** Saves a change, unless somebody changed the policy since it was read. */
export function useSave() {
  const post = usePost()
  const changed = useChanged()
  return useMutation({
    mutationFn: (wanted: { change: PolicyChange; basedOn?: number; summary: string }) =>
      post<Saved>('/policy/change', wanted),
    // Not waited for: the form that saved must hear of it before the new version takes its place.
    onSuccess: () => void changed(),
  })
}

export function useRestore() {
  const post = usePost()
  const changed = useChanged()
  return useMutation({
    mutationFn: (version: number) => post<Saved>(`/versions/${version}/restore`, {}),
    onSuccess: changed,
  })
}

/** What a change would do to people. Nothing is saved. */
export function useSimulation() {
  const post = usePost()
  return useMutation({
    mutationFn: (wanted: { change: PolicyChange; user?: string }) => post<Simulation>('/simulate', wanted),
  })
}

export interface ImportText {
  csv?: string
  conditions?: string
}

export function useImport() {
  const post = usePost()
  const changed = useChanged()
  return useMutation({
    mutationFn: (wanted: ImportText & { dryRun: boolean }) => post<ImportResult>('/import', wanted),
    onSuccess: (_, { dryRun }) => {
      if (!dryRun) void changed()
    },
  })
}

export interface WhyQuestion {
  user: string
  permission: string
  resourceRef?: string
}

export function useExplanation(question: WhyQuestion | undefined) {
  const post = usePost()
  return useQuery({
    queryKey: [top, 'explain', question],
    queryFn: ({ signal }) => post<Explanation>('/explain', question, signal),
    enabled: question !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  })
}

interface Found {
  items: { kind: string; metadata: { name: string; namespace?: string } }[]
}

/** Refs of entities whose name holds these words, at most twenty; of one kind, or of any. */
export function useRefs(words: string, kind?: string): string[] {
  const { request } = usePortal()
  const text = useDeferredValue(words.trim().replace(/^[a-z]+:([^/]*\/)?/i, ''))
  const { data } = useQuery({
    queryKey: [top, 'refs', kind, text],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({
        limit: '20',
        fields: 'kind,metadata.name,metadata.namespace',
        ...(kind && { filter: `kind=${kind}` }),
        ...(text && {
          fullTextFilterTerm: text,
          fullTextFilterFields: 'metadata.name,metadata.title,spec.profile.displayName',
        }),
      })
      const response = await request(`/api/catalog/entities/by-query?${query}`, { signal })
      return ((await response.json()) as Found).items.map((entity) =>
        `${entity.kind}:${entity.metadata.namespace ?? 'default'}/${entity.metadata.name}`.toLowerCase(),
      )
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  return data ?? []
}
