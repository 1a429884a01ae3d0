import type { NavEntry } from '@callboard/sdk/web'
import { Link } from '@tanstack/react-router'
import classes from './Sidebar.module.css'

/** Links of the navigation; the one that leads to this page says so. */
export function NavItems({ entries, iconsOnly }: { entries: NavEntry[]; iconsOnly: boolean }) {
  return (
    <ul className={classes.list}>
      {entries.map((entry) => (
        <li key={entry.to}>
          <Link
            to={entry.to}
            className={classes.item}
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
