import type { Portal } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

/** The setting in which Backstage keeps them too, so stars come along. */
const address = '/api/user-settings/buckets/default.starredEntities/keys/entityRefs'
const freshFor = 5 * 60_000

interface Kept {
  refs: string[]
  at: number
}

/** The entities a person starred: kept by the portal, and in this browser for the moment until it answers. */
export function useStars(): { has(ref: string): boolean; toggle(ref: string): void; error: unknown } {
  const portal = usePortal()
  const queries = useQueryClient()
  const queryKey = ['user-settings', 'stars', portal.user.userEntityRef]
  const kept = readKept(portal)
  const isShared = isGuest(portal)
  const { data = [] } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const refs = isShared ? (readKept(portal)?.refs ?? []) : await readStars(portal, signal)
      writeKept(portal, refs)
      return refs
    },
    ...(kept ? { initialData: kept.refs, initialDataUpdatedAt: kept.at } : {}),
    staleTime: freshFor,
  })
  const change = useMutation({
    mutationFn: async (ref: string) => {
      // What another tab or device has starred meanwhile stays.
      const now = new Set(isShared ? (readKept(portal)?.refs ?? []) : await readStars(portal))
      if (data.includes(ref)) now.delete(ref)
      else now.add(ref)
      if (!isShared) await writeStars(portal, [...now])
      return [...now]
    },
    onSuccess: (refs) => {
      writeKept(portal, refs)
      queries.setQueryData(queryKey, refs)
    },
  })
  const isChanging = (ref: string) => change.isPending && change.variables === ref
  return {
    has: (ref) => data.includes(ref) !== isChanging(ref),
    toggle: (ref) => change.mutate(ref),
    error: change.error,
  }
}

/** All guests are one user: their stars belong to the browser. */
function isGuest({ user }: Portal): boolean {
  return /\/guest$/.test(user.userEntityRef)
}

async function readStars({ request }: Portal, signal?: AbortSignal): Promise<string[]> {
  const response = await request('/api/user-settings/multiget', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ items: [{ bucket: 'default.starredEntities', key: 'entityRefs' }] }),
    ...(signal ? { signal } : {}),
  })
  const { items } = (await response.json()) as { items: ({ value: unknown } | null)[] }
  return textsOf(items[0]?.value)
}

async function writeStars({ request }: Portal, refs: string[]): Promise<void> {
  const response = await request(address, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value: refs }),
  })
  await response.text()
}

const keyOf = ({ user }: Portal) => `callboard.stars.${user.userEntityRef}`

function readKept(portal: Portal): Kept | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(portal)) ?? 'null')
    if (typeof value !== 'object' || value === null || !('refs' in value) || !('at' in value))
      return undefined
    return { refs: textsOf(value.refs), at: Number(value.at) || 0 }
  } catch {
    return undefined
  }
}

function writeKept(portal: Portal, refs: string[]): void {
  try {
    localStorage.setItem(keyOf(portal), JSON.stringify({ refs, at: Date.now() } satisfies Kept))
  } catch {
    // A browser that stores nothing asks the portal again.
  }
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((ref) => typeof ref === 'string') : []
}
