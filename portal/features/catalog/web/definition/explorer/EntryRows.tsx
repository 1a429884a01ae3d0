import { EntryLink } from './EntryLink.tsx'
import { Badge } from './Explorer.tsx'

export interface EntryRow {
  id: string
  badge?: string
  title: string
  /** What it gives. */
  type?: string
  detail: string
}

/** Entries in full width: a way in for those who read from left to right. */
export function EntryRows({ rows }: { rows: EntryRow[] }) {
  return (
    <ul className="def-list def-rows">
      {rows.map(({ id, badge, title, type, detail }) => (
        <li key={id}>
          <EntryLink at={id} className="def-row">
            {badge && <Badge text={badge} />}
            <span className="def-path">{title}</span>
            {type !== undefined && <span className="def-row-type">{type}</span>}
            <span className="def-row-detail" dir="auto">
              {detail}
            </span>
          </EntryLink>
        </li>
      ))}
    </ul>
  )
}
