import { SearchIcon } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import classes from './BottomBar.module.css'
import type { NavItem } from './use-nav.ts'

/** The navigation of phones: under the thumb. */
export function BottomBar({
  entries,
  openPalette,
}: {
  entries: NavItem[]
  openPalette: (() => void) | undefined
}) {
  return (
    <nav className={classes.bar} aria-label="Main, at the bottom">
      {entries.map((entry) => (
        <Link
          key={entry.to}
          to={entry.to}
          className={classes.item}
          data-reserved={entry.isReserved || undefined}
          activeOptions={{ includeSearch: false }}
        >
          <entry.icon size={20} />
          {entry.title}
        </Link>
      ))}
      {openPalette && (
        <button type="button" className={classes.item} onClick={openPalette}>
          <SearchIcon size={20} />
          Search
        </button>
      )}
    </nav>
  )
}
