import { Brand, IconButton, PanelIcon, useBranding } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { HelpMenu } from './HelpMenu.tsx'
import { NavItems } from './NavItems.tsx'
import classes from './Sidebar.module.css'
import type { NavItem } from './use-nav.ts'

/** The navigation of wide screens: 208 px, or 52 px of icons. */
export function Sidebar({
  entries,
  isCollapsed,
  toggle,
  openHelp,
}: {
  entries: NavItem[]
  isCollapsed: boolean
  toggle(): void
  openHelp(): void
}) {
  const { name } = useBranding()
  const admin = entries.filter((entry) => entry.section === 'admin')
  return (
    <div className={classes.sidebar} data-collapsed={isCollapsed || undefined}>
      <Link to="/" className={classes.brand} title={name} aria-label={`${name}, start page`}>
        <Brand compact={isCollapsed} />
      </Link>
      <nav className={classes.nav} aria-label="Main">
        <NavItems entries={entries.filter((entry) => entry.section === 'main')} iconsOnly={isCollapsed} />
        {admin.length > 0 && (
          <>
            <hr
              className={classes.line}
              data-reserved={admin.every(({ isReserved }) => isReserved) || undefined}
            />
            <NavItems entries={admin} iconsOnly={isCollapsed} />
          </>
        )}
      </nav>
      <div className={classes.foot}>
        <IconButton
          label={isCollapsed ? 'Widen the sidebar' : 'Narrow the sidebar'}
          aria-expanded={!isCollapsed}
          aria-keyshortcuts="["
          onClick={toggle}
        >
          <PanelIcon />
        </IconButton>
        <HelpMenu openKeys={openHelp} />
      </div>
    </div>
  )
}
