import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { TabLinks } from '../data/Tabs.tsx'
import { usePermissions } from '../permission/use-permission.ts'
import { usePortal } from '../portal-context.tsx'
import classes from './AdminPage.module.css'
import { Page } from './Page.tsx'

/** One of the operator's pages, under the tabs of all of them: features and plugins add theirs. */
export function AdminPage({
  title,
  count,
  lead,
  actions,
  children,
}: {
  title: string
  count?: number | undefined
  /** What this page answers, in a sentence or two. */
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const { features } = usePortal()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const all = features
    .flatMap((feature) => feature.pages ?? [])
    .flatMap((page) => (page.admin ? [{ ...page.admin, to: page.path }] : []))
    .toSorted((a, b) => a.order - b.order)
  const answer = usePermissions(all.map(({ permission }) => permission))
  const tabs = all.filter(({ permission }) => answer(permission) !== 'denied')
  const here = tabs.find((tab) => path.endsWith(tab.to)) ?? tabs.find((tab) => tab.title === title)
  return (
    <Page title={title} crumbs={[{ label: 'Admin', to: '/admin/sources' }, { label: title }]}>
      <TabLinks
        label="Admin"
        tabs={tabs.map((tab) => ({
          ...tab,
          isActive: tab === here,
          isReserved: answer(tab.permission) === 'asking',
        }))}
      />
      <div className={classes.head}>
        <h1 className={classes.title}>
          {title} {count !== undefined && <span className={classes.count}>{count}</span>}
        </h1>
        {actions}
      </div>
      {lead && <p className={classes.lead}>{lead}</p>}
      {children}
    </Page>
  )
}
