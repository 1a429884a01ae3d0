/**
 * One value a person keeps in the portal (`/api/user-settings`), with a copy in this browser for the moment
 * until the portal answers. What is asked for in the same moment travels in one request.
 */
import type { Portal } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

export interface Place<T> {
  bucket: string
  key: string
  /** Makes sense of whatever was kept; never throws. */
  parse(value: unknown): T
}

export interface Setting<T> {
  value: T
  /** False while nothing is known of it, in this browser or from the portal. */
  isKnown: boolean
  /** Changes what the portal holds now, so that another tab's change stays; `onKept` is called when it does. */
  change(next: (now: T) => T, onKept?: () => void): void
  error: unknown
}

const freshFor = 5 * 60_000

export function useSetting<T>(place: Place<T>): Setting<T> {
  const portal = usePortal()
  const queries = useQueryClient()
  const queryKey = ['user-settings', place.bucket, place.key, portal.user.userEntityRef]
  const isShared = isGuest(portal)
  const { data } = useQuery({
    queryKey,
    queryFn: async () => {
      const value = isShared ? readKept(portal, place)?.value : await load(portal, place)
      if (value !== undefined) writeKept(portal, place, value)
      return { value: place.parse(value) }
    },
    initialData: () => {
      const kept = readKept(portal, place)
      return kept && { value: place.parse(kept.value) }
    },
    initialDataUpdatedAt: () => readKept(portal, place)?.at,
    staleTime: freshFor,
  })
  const { mutate, error } = useMutation({
    mutationKey: queryKey,
    // One after the other: each builds on what the one before left.
    scope: { id: queryKey.join(' ') },
    mutationFn: async (next: (now: T) => T) => {
      const now = isShared ? readKept(portal, place)?.value : await load(portal, place)
      const value = next(place.parse(now))
      if (!isShared) await store(portal, place, value)
      writeKept(portal, place, value)
      return value
    },
    onMutate: (next) => {
      const before = queries.getQueryData<{ value: T }>(queryKey)
      queries.setQueryData(queryKey, { value: next(before ? before.value : place.parse(undefined)) })
      return { before }
    },
    onError: (_error, _next, context) => queries.setQueryData(queryKey, context?.before),
    onSettled: () => {
      // A later change is still shown as made, not as the portal knew it before.
      if (queries.isMutating({ mutationKey: queryKey }) > 1) return
      const value = readKept(portal, place)?.value
      if (value !== undefined) queries.setQueryData(queryKey, { value: place.parse(value) })
    },
  })
  return {
    value: data ? data.value : place.parse(undefined),
    isKnown: data !== undefined,
    change: (next, onKept) => mutate(next, onKept && { onSuccess: onKept }),
    error,
  }
}

/** All guests are one user: what they keep belongs to the browser. */
function isGuest({ user }: Portal): boolean {
  return /\/guest$/.test(user.userEntityRef)
}

type Wanted = { bucket: string; key: string; resolve(value: unknown): void; reject(error: unknown): void }
const waiting = new WeakMap<Portal['request'], Wanted[]>()

function load(portal: Portal, { bucket, key }: Place<never> | Place<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const others = waiting.get(portal.request)
    const wanted = { bucket, key, resolve, reject }
    if (others) others.push(wanted)
    else {
      waiting.set(portal.request, [wanted])
      setTimeout(() => void send(portal), 4)
    }
  })
}

async function send(portal: Portal): Promise<void> {
  const wanted = waiting.get(portal.request) ?? []
  waiting.delete(portal.request)
  try {
    const response = await portal.request('/api/user-settings/multiget', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ items: wanted.map(({ bucket, key }) => ({ bucket, key })) }),
    })
    const { items } = (await response.json()) as { items: ({ value: unknown } | null)[] }
    for (const [index, { resolve }] of wanted.entries()) resolve(items[index]?.value ?? null)
  } catch (error) {
    for (const { reject } of wanted) reject(error)
  }
}

async function store({ request }: Portal, { bucket, key }: { bucket: string; key: string }, value: unknown) {
  const address = `/api/user-settings/buckets/${encodeURIComponent(bucket)}/keys/${encodeURIComponent(key)}`
  const response = await request(address, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value }),
  })
  // An answer that nobody reads keeps its connection.
  await response.text()
}

const nameOf = ({ user }: Portal, { bucket, key }: { bucket: string; key: string }) =>
  `callboard.setting.${user.userEntityRef}.${bucket}.${key}`

function readKept(portal: Portal, place: { bucket: string; key: string }) {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(nameOf(portal, place)) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('value' in kept) || !('at' in kept)) return undefined
    return { value: kept.value, at: Number(kept.at) || 0 }
  } catch {
    return undefined
  }
}

function writeKept(portal: Portal, place: { bucket: string; key: string }, value: unknown): void {
  try {
    localStorage.setItem(nameOf(portal, place), JSON.stringify({ value, at: Date.now() }))
  } catch {
    // A browser that stores nothing asks the portal again.
  }
}
