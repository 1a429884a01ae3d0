import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { TabLinks } from '../data/Tabs.tsx'
import { useVisit } from '../use-visit.ts'
import classes from './AdminPage.module.css'
import { Page } from './Page.tsx'
import { useAdminPages } from './use-admin-pages.ts'

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
  const path = useRouterState({ select: (state) => state.location.pathname })
  const { tabs } = useAdminPages()
  const here = tabs.find((tab) => path.endsWith(tab.to)) ?? tabs.find((tab) => tab.title === title)
  useVisit(here && { to: here.to, title: here.title })
  return (
    <Page title={title} crumbs={[{ label: 'Admin', to: '/admin' }, { label: title }]}>
      <TabLinks label="Admin" tabs={tabs.map((tab) => ({ ...tab, isActive: tab === here }))} />
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
