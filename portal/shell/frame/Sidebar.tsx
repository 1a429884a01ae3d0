import { BrandMark, IconButton, PanelIcon, useConfigText, usePortal } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { NavItems } from './NavItems.tsx'
import classes from './Sidebar.module.css'

/** The navigation of wide screens: 208 px, or 52 px of icons. */
export function Sidebar({ isCollapsed, toggle }: { isCollapsed: boolean; toggle(): void }) {
  const entries = usePortal().features.flatMap((feature) => feature.nav ?? [])
  const title = useConfigText('app.title', 'Callboard')
  const admin = entries.filter((entry) => entry.section === 'admin')
  return (
    <div className={classes.sidebar} data-collapsed={isCollapsed || undefined}>
      <Link to="/" className={classes.brand} title={title} aria-label={`${title}, start page`}>
        <BrandMark />
        {!isCollapsed && (
          <span className={classes.name} dir="auto">
            {title}
          </span>
        )}
      </Link>
      <nav className={classes.nav} aria-label="Main">
        <NavItems entries={entries.filter((entry) => entry.section === 'main')} iconsOnly={isCollapsed} />
        {admin.length > 0 && (
          <>
            <hr className={classes.line} />
            <NavItems entries={admin} iconsOnly={isCollapsed} />
          </>
        )}
      </nav>
      <IconButton
        className={classes.toggle}
        label={isCollapsed ? 'Widen the sidebar' : 'Narrow the sidebar'}
        aria-expanded={!isCollapsed}
        onClick={toggle}
      >
        <PanelIcon />
      </IconButton>
    </div>
  )
}
