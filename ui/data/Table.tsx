import type { ReactNode } from 'react'
import classes from './Table.module.css'

/** A column: its heading, and what a row has in it. Kept outside components, so that it is made once. */
export interface Column<Row> {
  /** In a card it stands before the value. */
  title: string
  cell(row: Row): ReactNode
  /**
   * How its cells are set: `title` is what the row is about and heads its card on phones, `number` and `short` never
   * wrap and take no more than they need, `code` is read letter by letter, `actions` are buttons at the end.
   */
  as?: 'title' | 'number' | 'short' | 'code' | 'actions'
}

// Without them Safari forgets that it is a table as soon as its parts are set as cards.
const is = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  heading: { role: 'columnheader' },
  title: { role: 'rowheader' },
  cell: { role: 'cell' },
}

/** Rows under a head that stays in sight; where there is no room for columns, as on phones, each row is a card. */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
  isMuted,
  empty = 'Nothing here.',
  atMost = rows.length,
}: {
  /** What the table lists, for those who listen. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf(row: Row): string | number
  /** Rows that are over and done with. */
  isMuted?(row: Row): boolean
  /** Stands in its place when there are no rows. */
  empty?: ReactNode
  /** Rows drawn at once: the filter above reaches the rest. */
  atMost?: number
}) {
  if (rows.length === 0) return typeof empty === 'string' ? <p className="cb-muted">{empty}</p> : empty
  return (
    <div className={classes.place}>
      <table {...is.table} className={classes.table}>
        <caption className="cb-hidden">{caption}</caption>
        <thead {...is.group}>
          <tr {...is.row}>
            {columns.map(({ title, as }) => (
              <th key={title} {...is.heading} scope="col" data-as={as}>
                {as === 'actions' ? <span className="cb-hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...is.group}>
          {rows.slice(0, atMost).map((row) => (
            <tr key={keyOf(row)} {...is.row} data-muted={isMuted?.(row) || undefined}>
              {columns.map((column) => (
                <Cell key={column.title} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > atMost && (
        <p className={classes.more}>{rows.length - atMost} more: filter to find them.</p>
      )}
    </div>
  )
}

function Cell<Row>({ column: { title, as, cell }, row }: { column: Column<Row>; row: Row }) {
  if (as === 'title') {
    return (
      <th {...is.title} scope="row" data-as={as}>
        {cell(row)}
      </th>
    )
  }
  return (
    <td {...is.cell} data-as={as} data-label={as === 'actions' ? undefined : title}>
      {cell(row)}
    </td>
  )
}
