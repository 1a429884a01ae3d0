import { Link } from '@tanstack/react-router'
import { useLayoutEffect, useRef } from 'react'
import classes from './Tabs.module.css'

export interface TabLink {
  title: string
  /** Address of the tab. */
  to: string
  search?: Record<string, unknown> | undefined
  isActive: boolean
  count?: number | undefined
  tone?: 'bad' | undefined
  /** Not known yet whether it is shown: only its place is kept. */
  isReserved?: boolean | undefined
}

/** Pixels of the tab before it that stay in sight. */
const beforeActive = 56

/** Tabs that are links: each has an address of its own. */
export function TabLinks({ label, tabs }: { label: string; tabs: TabLink[] }) {
  const row = useRef<HTMLElement>(null)
  const active = tabs.find(({ isActive }) => isActive)?.to
  useLayoutEffect(() => {
    const tab = row.current?.querySelector<HTMLElement>('[aria-current=page]')
    // On phones it may be one of those beyond the edge.
    if (active && row.current && tab) {
      row.current.scrollLeft = tab.offsetLeft - row.current.offsetLeft - beforeActive
    }
  }, [active])
  return (
    <nav ref={row} className={classes.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab.to}
          to={tab.to}
          search={tab.search ?? {}}
          className={classes.tab}
          data-reserved={tab.isReserved || undefined}
          aria-current={tab.isActive ? 'page' : undefined}
          activeOptions={{ exact: true, includeSearch: false }}
          resetScroll={false}
        >
          {tab.title}
          {tab.count !== undefined && tab.count > 0 && (
            <span className={classes.count} data-tone={tab.tone}>
              {tab.count}
            </span>
          )}
        </Link>
      ))}
    </nav>
  )
}
