import { CrumbsSlot, useConfigText } from '@callboard/ui'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { Palette } from '../palette/Palette.tsx'
import { useShortcuts } from '../use-shortcuts.ts'
import { AwayBanner } from './AwayBanner.tsx'
import { Beside } from './Beside.tsx'
import { BottomBar } from './BottomBar.tsx'
import classes from './Frame.module.css'
import { Sidebar } from './Sidebar.tsx'
import { TopBar } from './TopBar.tsx'

const collapsedKey = 'callboard.sidebar'

/** What stands around every page: navigation, top bar, palette, and the notice that the portal is away. */
export function Frame() {
  const [isCollapsed, setCollapsed] = useState(() => localStorage.getItem(collapsedKey) === 'collapsed')
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const main = useRef<HTMLElement>(null)
  const isLoading = useRouterState({ select: (state) => state.status === 'pending' })
  const appTitle = useConfigText('app.title', 'Callboard')
  useShortcuts({ openPalette: () => setPaletteOpen(true) })
  const toggle = () => {
    localStorage.setItem(collapsedKey, isCollapsed ? 'open' : 'collapsed')
    setCollapsed(!isCollapsed)
  }
  return (
    <CrumbsSlot value={slot}>
      <div className={classes.frame} data-collapsed={isCollapsed || undefined}>
        <title>{appTitle}</title>
        <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
          Skip to content
        </button>
        <Sidebar isCollapsed={isCollapsed} toggle={toggle} />
        <div className={classes.body}>
          <TopBar crumbs={setSlot} openPalette={() => setPaletteOpen(true)} />
          <div className={classes.progress} data-on={isLoading || undefined} aria-hidden="true" />
          <AwayBanner />
          <main ref={main} className={classes.main} id="main" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
        <BottomBar openPalette={() => setPaletteOpen(true)} />
        <Beside />
        <Palette isOpen={isPaletteOpen} close={() => setPaletteOpen(false)} />
      </div>
    </CrumbsSlot>
  )
}
