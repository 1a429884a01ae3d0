import type { EntityView } from '@callboard/sdk/model'
import { Skeleton, SortDownIcon, SortUpIcon } from '@callboard/ui'
import { useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type CSSProperties, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { Column } from './columns.tsx'
import classes from './EntityTable.module.css'

export interface Sort {
  field: string
  isDown: boolean
}

/**
 * A table of any length: only rows near the screen exist. Rows that are not read yet are drawn as bars of the
 * same height, so the scroll bar is right from the first moment.
 */
export function EntityTable({
  label,
  columns,
  total,
  rowAt,
  onRange,
  sort,
  onSort,
  isStale,
}: {
  label: string
  columns: Column[]
  total: number
  rowAt(index: number): EntityView | undefined
  /** Called with the first and last row that is, or soon will be, on the screen. */
  onRange(first: number, last: number): void
  sort: Sort
  onSort(sort: Sort): void
  isStale: boolean
}) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  const rowHeight = useRowHeight()
  useLayoutEffect(() => {
    setScrollMargin((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
  }, [])
  const virtual = useWindowVirtualizer({
    count: total,
    estimateSize: () => rowHeight,
    overscan: 10,
    scrollMargin,
    scrollPaddingStart: 88,
    scrollPaddingEnd: 16,
  })
  useEffect(() => virtual.measure(), [rowHeight])
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => onRange(first, last), [first, last, onRange])
  useRowKeys(body, total, (index) => virtual.scrollToIndex(index, { align: 'auto' }))

  const grid = {
    '--columns': columns.map((column) => column.width).join(' '),
    ...widthsOf(columns),
  } as CSSProperties
  return (
    <table
      className={classes.table}
      aria-label={label}
      aria-rowcount={total + 1}
      aria-busy={isStale}
      data-stale={isStale || undefined}
      style={grid}
    >
      <thead className={classes.head}>
        <tr className={classes.row} aria-rowindex={1}>
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody ref={body} className={classes.body} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => (
          <Row
            key={item.key}
            item={item}
            margin={scrollMargin}
            columns={columns}
            entity={rowAt(item.index)}
          />
        ))}
      </tbody>
    </table>
  )
}

function Row({
  item,
  margin,
  columns,
  entity,
}: {
  item: VirtualItem
  margin: number
  columns: Column[]
  entity: EntityView | undefined
}) {
  return (
    <tr
      aria-rowindex={item.index + 2}
      data-index={item.index}
      className={classes.bodyRow}
      style={{ transform: `translateY(${item.start - margin}px)`, height: item.size }}
    >
      {columns.map((column, index) => (
        <td key={column.id} className={classes.cell} data-hide={column.hide}>
          {entity ? column.cell(entity) : <Skeleton width={index === 0 ? 160 : 72} />}
        </td>
      ))}
    </tr>
  )
}

function HeadCell({ column, sort, onSort }: { column: Column; sort: Sort; onSort(sort: Sort): void }) {
  const isSorted = sort.field === column.id
  const direction = sort.isDown ? 'descending' : 'ascending'
  return (
    <th
      scope="col"
      className={classes.headCell}
      data-hide={column.hide}
      aria-sort={isSorted ? direction : undefined}
    >
      {column.sort ? (
        <button
          type="button"
          className={classes.sort}
          data-sorted={isSorted || undefined}
          onClick={() => onSort({ field: column.id, isDown: isSorted && !sort.isDown })}
        >
          {column.title}
          {isSorted && sort.isDown ? <SortDownIcon size={12} /> : <SortUpIcon size={12} />}
        </button>
      ) : (
        column.title
      )}
    </th>
  )
}

// A hidden column must leave the grid's tracks too, so each screen width has a list of its own.
function widthsOf(columns: Column[]): Record<string, string> {
  const tracks = (wanted: (column: Column) => boolean) =>
    columns
      .filter(wanted)
      .map((column) => column.width)
      .join(' ')
  return {
    '--columns-medium': tracks((column) => column.hide !== 'medium'),
    '--columns-narrow': tracks((column) => column.hide === undefined),
  }
}

function useRowHeight(): number {
  const read = () =>
    Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--cb-row'), 10) || 36
  const [height, setHeight] = useState(read)
  useEffect(() => {
    const onResize = () => setHeight(read())
    window.addEventListener('resize', onResize)
    return () => window.removeEventListener('resize', onResize)
  })
  return height
}

/** `j`, `k` and the arrows move the focus from row to row; Enter opens, because the row's link has the focus. */
function useRowKeys(
  body: React.RefObject<HTMLElement | null>,
  total: number,
  scrollTo: (index: number) => void,
): void {
  // Where the focus is going while its row is being drawn: keys may come faster than frames.
  const heading = useRef<number | undefined>(undefined)
  const focusRow = (index: number, triesLeft: number) => {
    const link = body.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)
    if (link) {
      heading.current = undefined
      link.focus({ preventScroll: true })
    } else if (triesLeft > 0 && heading.current === index) {
      requestAnimationFrame(() => focusRow(index, triesLeft - 1))
    }
  }
  const move = useEffectEvent((event: KeyboardEvent) => {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key]
    if (!step || event.metaKey || event.ctrlKey || event.altKey) return
    const target = event.target as HTMLElement
    const row = target.closest<HTMLElement>('[data-index]')
    if ((target !== document.body && target.id !== 'main' && !row) || !body.current) return
    const from = heading.current ?? (row ? Number(row.dataset.index) : undefined)
    const next = from === undefined ? firstVisible(body.current) : from + step
    if (next < 0 || next >= total) return
    event.preventDefault()
    heading.current = next
    scrollTo(next)
    focusRow(next, 60)
  })
  useEffect(() => {
    window.addEventListener('keydown', move)
    return () => window.removeEventListener('keydown', move)
  }, [])
}

function firstVisible(body: HTMLElement): number {
  const rows = [...body.querySelectorAll<HTMLElement>('[data-index]')]
  const row = rows.find((candidate) => candidate.getBoundingClientRect().top >= 80)
  return Number(row?.dataset.index ?? 0)
}
