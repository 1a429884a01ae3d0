import { useQueries, useQuery } from '@tanstack/react-query'
import { usePortal } from '../portal-context.tsx'
import { askPolicy } from './ask.ts'

export interface Permitted {
  /** False until the answer is there: a button must not work first and then refuse. */
  isAllowed: boolean
  isPending: boolean
  /** Why not, for a tooltip; undefined while it is allowed or not known. */
  reason: string | undefined
}

const freshForMs = 60_000

/**
 * Whether I may do something, or do it to one thing: `usePermission('catalog.entity.delete', ref)`. Without a
 * policy everything is allowed and nothing is asked. A server that cannot tell leaves it to the action itself.
 */
export function usePermission(permission: string, resourceRef?: string): Permitted {
  const portal = usePortal()
  const isOn = String(portal.config('permission.enabled')) === 'true'
  const { data, isPending, isError } = useQuery({
    queryKey: ['permission', portal.user.userEntityRef, permission, resourceRef],
    queryFn: () => askPolicy(portal.request, { permission, resourceRef }),
    enabled: isOn,
    staleTime: freshForMs,
  })
  if (!isOn || isError) return { isAllowed: true, isPending: false, reason: undefined }
  const isAllowed = data === true
  return {
    isAllowed,
    isPending,
    reason:
      isAllowed || isPending
        ? undefined
        : `You need the permission ${permission}${resourceRef ? ' for this' : ''}. Ask those who administer this portal for it.`,
  }
}

/** The same for several at once, without asking about single things: those that are not allowed. */
export function useForbidden(permissions: readonly string[]): ReadonlySet<string> {
  const portal = usePortal()
  const isOn = String(portal.config('permission.enabled')) === 'true'
  return useQueries({
    queries: permissions.map((permission) => ({
      queryKey: ['permission', portal.user.userEntityRef, permission, undefined],
      queryFn: () => askPolicy(portal.request, { permission }),
      enabled: isOn,
      staleTime: freshForMs,
    })),
    combine: (answers) => new Set(permissions.filter((_, index) => answers[index]?.data === false)),
  })
}
