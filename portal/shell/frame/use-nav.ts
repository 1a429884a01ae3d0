import type { NavEntry } from '@callboard/sdk/web'
import { usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'

/** The navigation of this user: without what is switched off, or what the policy does not let them do. */
export function useNav(): NavEntry[] {
  const { features } = usePortal()
  const entries = features.flatMap((feature) => feature.nav ?? [])
  const permissions = [...new Set(entries.flatMap(({ permission }) => permission ?? []))]
  const allowed = usePermitted(permissions)
  return entries.filter(({ permission }) => permission === undefined || allowed(permission))
}

interface Authorized {
  items: { id: string; result: string | string[] }[]
}

const freshFor = 5 * 60_000

/**
 * Which of these permissions the policy gives, without asking about single things. Where there is no policy all
 * are given and nothing is asked; what was answered in this tab holds for five minutes, and until the next answer.
 */
export function usePermitted(permissions: string[]): (permission: string) => boolean {
  const portal = usePortal()
  const isOn = String(portal.config('permission.enabled')) === 'true'
  const kept = `callboard.permitted.${portal.user.userEntityRef}`
  const { data } = useQuery({
    queryKey: ['permitted', portal.user.userEntityRef, permissions],
    queryFn: async ({ signal }) => {
      const items = permissions.map((name) => ({
        id: name,
        permission: { type: 'basic', name, attributes: {} },
      }))
      const response = await portal.request('/api/permission/authorize', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ items }),
        signal,
      })
      const answer = (await response.json()) as Authorized
      const denied = answer.items.filter(({ result }) => result === 'DENY').map(({ id }) => id)
      sessionStorage.setItem(kept, JSON.stringify({ denied, at: Date.now() } satisfies Kept))
      return denied
    },
    enabled: isOn && permissions.length > 0,
    staleTime: freshFor,
    initialData: () => readKept(kept)?.denied,
    initialDataUpdatedAt: () => readKept(kept)?.at,
  })
  return (permission) => !isOn || !(data ?? []).includes(permission)
}

interface Kept {
  denied: string[]
  at: number
}

function readKept(key: string): Kept | undefined {
  try {
    const { denied, at } = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Partial<Kept>
    if (!Array.isArray(denied) || typeof at !== 'number') return undefined
    return { denied: denied.filter((name) => typeof name === 'string'), at }
  } catch {
    return undefined
  }
}
