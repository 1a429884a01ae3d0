import { refOf } from '@callboard/sdk/model'
import { Failed } from '@callboard/ui'
import { useRouter } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { type Rows, usePages } from '../data/use-rows.ts'
import type { Selection } from '../data/use-selection.ts'
import type { Stars } from '../entity/data/stars.ts'
import type { Column } from './columns.tsx'
import { cardHeight, type Density, rowHeights } from './density.ts'
import { EntityCard } from './EntityCard.tsx'
import { EntityRow } from './EntityRow.tsx'
import classes from './EntityTable.module.css'
import { HeadCell, type Sort } from './HeadCell.tsx'
import { LabelStoreContext, useLabelStore } from './label-store.ts'
import { fittingColumns, isForCards, tracksOf, useContentWidth } from './use-fitting.ts'
import { useRowKeys } from './use-row-keys.ts'

/**
 * A table of any length: only rows near the screen exist. Rows that are not read yet are drawn as bars of the
 * same height, so the scroll bar is right from the first moment.
 */
export function EntityTable({
  label,
  columns,
  facts,
  widths,
  onWidth,
  density,
  isSelecting,
  total,
  rows,
  selection,
  stars,
  sort,
  onSort,
}: {
  label: string
  columns: Column[]
  /** What cards tell instead. */
  facts: Column[]
  /** Widths in pixels that somebody gave to columns. */
  widths: Record<string, number>
  onWidth(id: string, width: number | undefined): void
  density: Density
  /** On phones: taps tick cards. */
  isSelecting: boolean
  total: number
  rows: Rows
  selection: Selection
  stars: Stars
  sort: Sort
  onSort(sort: Sort): void
}) {
  const router = useRouter()
  const table = useRef<HTMLTableElement>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  const width = useContentWidth(table)
  const shown = useMemo(() => fittingColumns(columns, width, widths), [columns, width, widths])
  const isCards = isForCards()
  const rowHeight = isCards ? cardHeight : rowHeights[density]
  useLayoutEffect(() => {
    setScrollMargin((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
  }, [])
  const virtual = useWindowVirtualizer({
    count: total,
    estimateSize: () => rowHeight,
    overscan: 10,
    scrollMargin,
    scrollPaddingStart: 88,
    // Room for the bar of the selection.
    scrollPaddingEnd: 64,
  })
  useEffect(() => virtual.measure(), [rowHeight])
  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const { onRange, rowAt, error, refetch } = usePages(rows)
  useEffect(() => onRange(first, last), [first, last, onRange])
  useRowKeys(body, total, (index) => virtual.scrollToIndex(index, { align: 'auto' }), {
    select: (index, isRange) => selection.select(index, rowAt(index), isRange),
    clear: selection.clear,
    star(index) {
      const entity = rowAt(index)
      if (entity) stars.toggle(refOf(entity))
    },
  })
  const [active, setActive] = useState<number>()
  const pointed = useRef<number>(undefined)
  const { isScrolling } = virtual
  useEffect(() => setActive(isScrolling ? undefined : pointed.current), [isScrolling])
  const intent = useRef<ReturnType<typeof setTimeout>>(undefined)
  const activate = (event: { target: EventTarget }) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
    pointed.current = row ? Number(row.dataset.index) : undefined
    clearTimeout(intent.current)
    // Rows that only scroll past the pointer are not meant.
    if (virtual.isScrolling) return
    setActive(pointed.current)
    const to = pathOf(event.target)
    if (to !== undefined) intent.current = setTimeout(() => void router.preloadRoute({ to }), 60)
  }
  // One listener for all rows, so that a row has nothing that changes with the table.
  const isTicking = isCards && isSelecting
  const act = (event: MouseEvent) => {
    const to = isTicking ? undefined : pathOf(event.target)
    if (to !== undefined) {
      // Another tab or window is the browser's business.
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      void router.navigate({ to })
      return
    }
    const control = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-act]') : null
    const index = Number(control?.closest<HTMLElement>('[data-index]')?.dataset.index)
    const entity = rowAt(index)
    if (!control || !entity) return
    // The card's link does not lead away; a box that is prevented would show the wrong tick.
    if (isTicking && !(event.target instanceof HTMLInputElement)) event.preventDefault()
    if (control.dataset.act === 'select') selection.select(index, entity, event.shiftKey)
    else stars.toggle(refOf(entity))
  }
  const labels = useLabelStore()
  const isAll = selection.refs.size >= total && total > 0
  return (
    <LabelStoreContext value={labels}>
      <table
        ref={table}
        className={classes.table}
        aria-label={label}
        aria-rowcount={total + 1}
        aria-busy={rows.isStale}
        data-stale={rows.isStale || undefined}
        data-density={density}
        data-selecting={selection.refs.size > 0 || undefined}
        data-ticking={isTicking || undefined}
        style={tracksOf(shown, widths)}
      >
        <thead className={classes.head}>
          <tr className={classes.row} aria-rowindex={1}>
            <th scope="col" className={classes.box}>
              <input
                type="checkbox"
                aria-label={isAll ? 'Select none' : `Select all ${total}`}
                title={isAll ? 'Select none' : `Select all ${total}`}
                checked={isAll}
                disabled={selection.isReading}
                ref={(box) => {
                  if (box) box.indeterminate = !isAll && selection.refs.size > 0
                }}
                onChange={isAll ? selection.clear : selection.selectAll}
              />
            </th>
            {shown.map((column) => (
              <HeadCell
                key={column.id}
                column={column}
                width={widths[column.id]}
                sort={sort}
                onSort={onSort}
                onWidth={onWidth}
              />
            ))}
            <th scope="col" className={classes.starCell}>
              <span className="cb-hidden">Star</span>
            </th>
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: what is clicked are buttons and boxes, which have keys */}
        <tbody
          ref={body}
          className={classes.body}
          style={{ height: virtual.getTotalSize() }}
          onClick={act}
          onPointerOver={activate}
          onPointerLeave={() => {
            pointed.current = undefined
            setActive(undefined)
          }}
          onFocus={activate}
        >
          {items.map(({ key, index, start, size }) => {
            const entity = rowAt(index)
            const ref = entity && refOf(entity)
            const row = {
              index,
              top: start - scrollMargin,
              height: size,
              entity,
              isSelected: ref !== undefined && selection.refs.has(ref),
              isStarred: ref !== undefined && stars.has(ref),
            }
            return isCards ? (
              <EntityCard key={key} {...row} facts={facts} isSelecting={isSelecting} />
            ) : (
              <EntityRow key={key} {...row} columns={shown} isActive={index === active} />
            )
          })}
        </tbody>
      </table>
      {error !== undefined && <Failed title="Some rows could not be read" error={error} retry={refetch} />}
    </LabelStoreContext>
  )
}

/** Where the link under an event leads. */
function pathOf(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('a[data-to]')?.dataset.to : undefined
}
