import { Brand, SearchIcon } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { isMac } from '../shortcuts.ts'
import classes from './TopBar.module.css'
import { UserMenu } from './UserMenu.tsx'

/** 44 px: where I am on the left, search and me on the right. */
export function TopBar({
  crumbs,
  openPalette,
}: {
  crumbs(element: HTMLElement | null): void
  /** Absent when the search field is switched off; the key still works. */
  openPalette: (() => void) | undefined
}) {
  return (
    <header className={classes.bar}>
      <Link to="/" className={classes.brand} aria-label="Start page">
        <Brand compact />
      </Link>
      <nav className={classes.crumbs} aria-label="Breadcrumb" ref={crumbs} />
      {openPalette && (
        <button
          type="button"
          className={classes.search}
          onClick={openPalette}
          aria-keyshortcuts="Meta+K Control+K"
        >
          <SearchIcon size={14} />
          <span className={classes.searchText}>Search</span>
          <kbd className={classes.kbd}>{isMac ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
      )}
      <UserMenu />
    </header>
  )
}
