import { SortDownIcon, SortUpIcon } from '@callboard/ui'
import type { KeyboardEvent, PointerEvent } from 'react'
import type { Column } from './columns.tsx'
import classes from './EntityTable.module.css'

export interface Sort {
  field: string
  isDown: boolean
}

const narrowest = 60
const widest = 900
const step = 16

/** The head of a column: a button that sorts, and an edge that is dragged to make it wider. */
export function HeadCell({
  column,
  width,
  sort,
  onSort,
  onWidth,
}: {
  column: Column
  width: number | undefined
  sort: Sort
  onSort(sort: Sort): void
  /** undefined: as wide as it was before anybody changed it. */
  onWidth(id: string, width: number | undefined): void
}) {
  const isSorted = sort.field === column.id
  const direction = sort.isDown ? 'descending' : 'ascending'
  return (
    <th scope="col" className={classes.headCell} aria-sort={isSorted ? direction : undefined}>
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
      {column.grow !== undefined && <Edge column={column} width={width} onWidth={onWidth} />}
    </th>
  )
}

function Edge({
  column,
  width,
  onWidth,
}: {
  column: Column
  width: number | undefined
  onWidth(id: string, width: number | undefined): void
}) {
  const widthOf = (edge: HTMLElement) => edge.parentElement?.offsetWidth ?? column.min
  const give = (wanted: number) =>
    onWidth(column.id, Math.round(Math.min(widest, Math.max(narrowest, wanted))))
  const drag = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault()
    const edge = event.currentTarget
    const [from, before] = [event.clientX, widthOf(edge)]
    const isRight = getComputedStyle(edge).direction === 'rtl'
    const move = (moved: globalThis.PointerEvent) =>
      give(before + (isRight ? from - moved.clientX : moved.clientX - from))
    edge.setPointerCapture(event.pointerId)
    edge.addEventListener('pointermove', move)
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), {
      once: true,
    })
  }
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowLeft: -step, ArrowRight: step }[event.key]
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    give(widthOf(event.currentTarget) + by)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule has no value that keys change
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${column.title}`}
      aria-valuenow={width ?? column.min}
      aria-valuemin={narrowest}
      aria-valuemax={widest}
      tabIndex={0}
      title="Drag to change the width, double-click for the usual one"
      className={classes.edge}
      onPointerDown={drag}
      onDoubleClick={() => onWidth(column.id, undefined)}
      onKeyDown={press}
    />
  )
}
