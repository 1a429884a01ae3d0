import { Skeleton } from '@callboard/ui'
import type { CSSProperties } from 'react'
import type { Column } from './columns.tsx'
import classes from './EntityTable.module.css'

/** The table before its first rows: same header, same heights. */
export function TableSkeleton({ columns }: { columns: Column[] }) {
  const tracks = (shown: Column[]) => shown.map((column) => column.width).join(' ')
  const style = {
    '--columns': tracks(columns),
    '--columns-medium': tracks(columns.filter((column) => column.hide !== 'medium')),
    '--columns-narrow': tracks(columns.filter((column) => column.hide === undefined)),
  } as CSSProperties
  return (
    <div
      className={classes.table}
      style={style}
      aria-busy="true"
      aria-label="Reading the catalog"
      role="status"
    >
      <div className={classes.head}>
        <div className={classes.row}>
          {columns.map((column) => (
            <div key={column.id} className={classes.headCell} data-hide={column.hide}>
              {column.title}
            </div>
          ))}
        </div>
      </div>
      {Array.from({ length: 16 }, (_, row) => (
        <div key={row} className={classes.ghostRow}>
          {columns.map((column, index) => (
            <div key={column.id} className={classes.cell} data-hide={column.hide}>
              <Skeleton width={index === 0 ? 110 + ((row * 37) % 70) : 72} />
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}
