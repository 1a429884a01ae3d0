import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { TabLinks } from '../data/Tabs.tsx'
import { usePortal } from '../portal-context.tsx'
import classes from './AdminPage.module.css'
import { Page } from './Page.tsx'

/** One of my settings, under the tabs of all of them: features and plugins add theirs. */
export function SettingsPage({
  title,
  lead,
  actions,
  children,
}: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const { features } = usePortal()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const tabs = features
    .flatMap((feature) => feature.pages ?? [])
    .flatMap((page) => (page.settings ? [{ ...page.settings, to: page.path }] : []))
    .toSorted((a, b) => a.order - b.order)
  const here = tabs.find((tab) => path.endsWith(tab.to)) ?? tabs.find((tab) => tab.title === title)
  return (
    <Page title={title} crumbs={[{ label: 'Settings', to: '/settings' }, { label: title }]}>
      <h1 className={classes.title}>Settings</h1>
      <TabLinks label="Settings" tabs={tabs.map((tab) => ({ ...tab, isActive: tab === here }))} />
      {(lead || actions) && (
        <div className={classes.about}>
          <p className={classes.lead}>{lead}</p>
          {actions}
        </div>
      )}
      {children}
    </Page>
  )
}
