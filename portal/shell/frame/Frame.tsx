import { CrumbsSlot, useConfigText, usePortal } from '@callboard/ui'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { KeysHelp } from '../keys/KeysHelp.tsx'
import { Palette } from '../palette/Palette.tsx'
import { type KeyActions, shortcutsOf } from '../shortcuts.ts'
import { useShortcuts } from '../use-shortcuts.ts'
import { AwayBanner } from './AwayBanner.tsx'
import { Beside } from './Beside.tsx'
import { BottomBar } from './BottomBar.tsx'
import classes from './Frame.module.css'
import { PageAnnouncer } from './PageAnnouncer.tsx'
import { Sidebar } from './Sidebar.tsx'
import { SlowNotice } from './SlowNotice.tsx'
import { TopBar } from './TopBar.tsx'
import { useNav } from './use-nav.ts'

const collapsedKey = 'callboard.sidebar'

/** What stands around every page: navigation, top bar, palette, and the notice that the portal is away. */
export function Frame() {
  const [isCollapsed, setCollapsed] = useState(() => localStorage.getItem(collapsedKey) === 'collapsed')
  const [open, setOpen] = useState<'palette' | 'help'>()
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const main = useRef<HTMLElement>(null)
  const isLoading = useRouterState({ select: (state) => state.status === 'pending' })
  const appTitle = useConfigText('app.title', 'Callboard')
  const navigate = useNavigate()
  const { features, isOff } = usePortal()
  const entries = useNav()
  const shortcuts = shortcutsOf(features, entries)
  const actions: KeyActions = {
    openPalette: () => setOpen('palette'),
    openHelp: () => setOpen('help'),
    toggleSidebar() {
      localStorage.setItem(collapsedKey, isCollapsed ? 'open' : 'collapsed')
      setCollapsed(!isCollapsed)
    },
    go: (to) => void navigate({ to }),
  }
  useShortcuts(shortcuts, actions)
  const search = isOff('nav-item:search') ? undefined : actions.openPalette
  return (
    <CrumbsSlot value={slot}>
      <div className={classes.frame} data-collapsed={isCollapsed || undefined}>
        <title>{appTitle}</title>
        <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
          Skip to content
        </button>
        <Sidebar
          entries={entries}
          isCollapsed={isCollapsed}
          toggle={actions.toggleSidebar}
          openHelp={actions.openHelp}
        />
        <div className={classes.body}>
          <TopBar crumbs={setSlot} openPalette={search} />
          <div className={classes.progress} data-on={isLoading || undefined} aria-hidden="true" />
          <AwayBanner />
          <main ref={main} className={classes.main} id="main" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
        <BottomBar entries={entries} openPalette={search} />
        <Beside />
        <PageAnnouncer main={main} />
        <SlowNotice />
        <Palette isOpen={open === 'palette'} close={() => setOpen(undefined)} actions={actions} />
        <KeysHelp isOpen={open === 'help'} close={() => setOpen(undefined)} shortcuts={shortcuts} />
      </div>
    </CrumbsSlot>
  )
}
