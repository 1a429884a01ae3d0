import type { NavEntry } from '@callboard/sdk/web'
import { useAdminPages, usePermissions, usePortal } from '@callboard/ui'

/** An entry of the navigation; while the policy has not answered yet, only its place is kept. */
export interface NavItem extends NavEntry {
  isReserved: boolean
}

/** The navigation of this user: without what is switched off, or what the policy does not let them do. */
export function useNav(): NavItem[] {
  const { features } = usePortal()
  const entries = features.flatMap((feature) => feature.nav ?? [])
  const answer = usePermissions(entries.map(({ permission }) => permission))
  const { start } = useAdminPages()
  return entries
    .filter(({ permission, isForAdminPages }) =>
      isForAdminPages ? start !== undefined : answer(permission) !== 'denied',
    )
    .map((entry) => ({
      ...entry,
      isReserved: entry.isForAdminPages ? start?.isReserved === true : answer(entry.permission) === 'asking',
    }))
}
