import type { WebPage } from '@callboard/sdk/web'
import { usePermissions } from '../permission/use-permission.ts'
import { usePortal } from '../portal-context.tsx'

/** One of the operator's pages; while the policy has not answered yet, only its place is kept. */
export type AdminTab = NonNullable<WebPage['admin']> & { to: string; isReserved: boolean }

/** The operator's pages that I may open, lowest order first, and the one to begin with. */
export function useAdminPages(): {
  tabs: AdminTab[]
  start: Pick<AdminTab, 'to' | 'isReserved'> | undefined
} {
  const { features } = usePortal()
  const all = features
    .flatMap((feature) => feature.pages ?? [])
    .flatMap((page) => (page.admin ? [{ ...page.admin, to: page.path }] : []))
    .toSorted((a, b) => a.order - b.order)
  const answer = usePermissions(all.map(({ permission }) => permission))
  const tabs = all
    .filter(({ permission }) => answer(permission) !== 'denied')
    .map((tab) => ({ ...tab, isReserved: answer(tab.permission) === 'asking' }))
  const own = tabs.find(({ isForAll }) => !isForAll)
  // Who may open only some of them comes for those that others may not open.
  const first = tabs.length === all.length ? tabs[0] : own
  return { tabs, start: own && first && { to: first.to, isReserved: own.isReserved } }
}
