import { CrumbsSlot, ToastPlace, useConfigText, usePortal } from '@callboard/ui'
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
  const { open, show, close } = useDialogs()
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const main = useRef<HTMLElement>(null)
  const isLoading = useRouterState({ select: (state) => state.status === 'pending' })
  const appTitle = useConfigText('app.title', 'Callboard')
  const navigate = useNavigate()
  const { features, isOff } = usePortal()
  const nav = useNav()
  const entries = nav.filter(({ isReserved }) => !isReserved)
  const shortcuts = shortcutsOf(features, entries)
  const actions: KeyActions = {
    openPalette: () => show('palette'),
    openHelp: () => show('help'),
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
          entries={nav}
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
        <BottomBar entries={nav} openPalette={search} />
        <Beside />
        <PageAnnouncer main={main} />
        <SlowNotice />
        <ToastPlace />
        <Palette isOpen={open === 'palette'} close={close} actions={actions} />
        <KeysHelp isOpen={open === 'help'} close={close} shortcuts={shortcuts} />
      </div>
    </CrumbsSlot>
  )
}

/** Which dialog of the frame is open. What had the keys before gets them back, as far as it is still there. */
function useDialogs() {
  const [open, setOpen] = useState<'palette' | 'help'>()
  const before = useRef<Element | null>(null)
  const show = (dialog: 'palette' | 'help') => {
    if (open === undefined) before.current = document.activeElement
    setOpen(dialog)
  }
  const close = () => {
    setOpen(undefined)
    giveBack(before.current)
  }
  return { open, show, close }
}

/** Gives the keys to an element once the dialog that had them has faded, unless they are in use already. */
function giveBack(element: Element | null, triesLeft = 8): void {
  setTimeout(() => {
    const { activeElement } = document
    const isClosing = activeElement?.closest('[role=dialog]') != null
    if (isClosing && triesLeft > 0) return giveBack(element, triesLeft - 1)
    if (!isClosing && activeElement !== null && activeElement !== document.body) return
    if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true })
  }, 30)
}
