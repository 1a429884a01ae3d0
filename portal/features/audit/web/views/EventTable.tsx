import { RelativeTime } from '@callboard/ui'
import type { AuditEvent } from '../../api.ts'
import classes from './audit.module.css'

/** Events, newest first; each opens with everything that is known of it. */
export function EventTable({ items, onOpen }: { items: AuditEvent[]; onOpen(id: number): void }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {['When', 'Who', 'What', 'To what', 'From'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((event) => (
          <tr key={event.id}>
            <td className={classes.when}>
              <RelativeTime at={event.at} />
            </td>
            <td className={classes.who} dir="auto">
              {event.actor}
            </td>
            <td>
              <button type="button" className={classes.open} onClick={() => onOpen(event.id)}>
                <Outcome outcome={event.outcome} />
                {event.action}
              </button>
            </td>
            <td className={classes.subject} dir="auto">
              {event.subject}
            </td>
            <td className={classes.from}>
              {event.via}
              {event.ip && ` ${event.ip}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A dot for what went well, a word for what did not. */
export function Outcome({ outcome }: { outcome: AuditEvent['outcome'] }) {
  return (
    <span className={classes.outcome} data-outcome={outcome}>
      {outcome === 'succeeded' ? <span className="cb-hidden">succeeded: </span> : outcome}
    </span>
  )
}
