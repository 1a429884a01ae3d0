import { type Column, RelativeTime, Table } from '@callboard/ui'
import type { AuditEvent } from '../../api.ts'
import classes from './EventTable.module.css'
import { Ref } from './Ref.tsx'

/** Events, newest first; each opens with everything that is known of it. */
export function EventTable({ items, onOpen }: { items: AuditEvent[]; onOpen(id: number): void }) {
  const columns: Column<AuditEvent>[] = [
    {
      title: 'When',
      as: 'short',
      cell: ({ at }) => (
        <span className="cb-muted">
          <RelativeTime at={at} />
        </span>
      ),
    },
    { title: 'Who', cell: ({ actor }) => <Ref text={actor} /> },
    {
      title: 'What',
      as: 'title',
      cell: ({ id, outcome, action }) => (
        <button type="button" className={classes.open} onClick={() => onOpen(id)}>
          <Outcome outcome={outcome} />
          {action}
        </button>
      ),
    },
    { title: 'To what', cell: ({ subject }) => subject !== null && <Ref text={subject} /> },
    {
      title: 'From',
      as: 'short',
      cell: ({ via, ip }) => <span className="cb-muted">{ip ? `${via}, ${ip}` : via}</span>,
    },
  ]
  return <Table caption="Events, newest first" columns={columns} rows={items} keyOf={({ id }) => id} />
}

/** A word for what did not go well; what did needs none. */
export function Outcome({ outcome }: { outcome: AuditEvent['outcome'] }) {
  if (outcome === 'succeeded') return <span className="cb-hidden">succeeded: </span>
  return (
    <span className={classes.outcome} data-outcome={outcome}>
      {outcome}
    </span>
  )
}
