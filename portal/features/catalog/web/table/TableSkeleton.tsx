import { Skeleton } from '@callboard/ui'
import { useRef } from 'react'
import type { Column } from './columns.tsx'
import { cardHeight, type Density, rowHeights } from './density.ts'
import classes from './EntityTable.module.css'
import { fittingColumns, isForCards, tracksOf, useContentWidth } from './use-fitting.ts'

/** The table before its first rows: same header, same heights. */
export function TableSkeleton({
  columns,
  widths,
  density,
}: {
  columns: Column[]
  widths: Record<string, number>
  density: Density
}) {
  const place = useRef<HTMLDivElement>(null)
  const shown = fittingColumns(columns, useContentWidth(place), widths)
  const height = isForCards() ? cardHeight : rowHeights[density]
  return (
    <div
      ref={place}
      className={classes.table}
      style={tracksOf(shown, widths)}
      aria-busy="true"
      aria-label="Reading the catalog"
      role="status"
    >
      <div className={classes.head}>
        <div className={classes.row}>
          <div className={classes.box} />
          {shown.map((column) => (
            <div key={column.id} className={classes.headCell}>
              {column.title}
            </div>
          ))}
        </div>
      </div>
      {Array.from({ length: 16 }, (_, row) => (
        <div key={row} className={classes.ghostRow} style={{ height }}>
          <div className={classes.box} />
          {shown.map((column, index) => (
            <div key={column.id} className={classes.cell}>
              <Skeleton width={index === 0 ? 110 + ((row * 37) % 70) : 72} />
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}
