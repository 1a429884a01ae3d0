import { Link } from '@tanstack/react-router'
import classes from './Sidebar.module.css'
import type { NavItem } from './use-nav.ts'

/** Links of the navigation; the one that leads to this page says so. */
export function NavItems({ entries, iconsOnly }: { entries: NavItem[]; iconsOnly: boolean }) {
  return (
    <ul className={classes.list}>
      {entries.map((entry) => (
        <li key={entry.to}>
          <Link
            to={entry.to}
            className={classes.item}
            data-reserved={entry.isReserved || undefined}
            activeOptions={{ exact: false, includeSearch: false }}
            {...(iconsOnly ? { title: entry.title, 'aria-label': entry.title } : {})}
          >
            <entry.icon size={16} />
            {!iconsOnly && entry.title}
          </Link>
        </li>
      ))}
    </ul>
  )
}
