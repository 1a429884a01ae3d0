import { type CSSProperties, type RefObject, useLayoutEffect, useState } from 'react'
import type { Column } from './columns.tsx'

const gap = 16
/** Room of the boxes that select rows, and of the stars at the end. */
const edges = 16 + 28 + 2 * gap

/** True on screens where rows are cards. */
export function isForCards(): boolean {
  return window.innerWidth <= 640
}

/** The width of the page's content, known before the first paint. */
export function useContentWidth(place: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(() => (document.getElementById('main')?.clientWidth ?? innerWidth) - 48)
  useLayoutEffect(() => {
    if (!place.current) return
    setWidth(place.current.clientWidth)
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)))
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [place])
  return width
}

/** The columns there is room for: the last ones go first, the name always stays. */
export function fittingColumns(columns: Column[], width: number, widths: Record<string, number>): Column[] {
  if (isForCards()) return columns.slice(0, 1)
  let room = width - edges + gap
  const fitting: Column[] = []
  for (const column of columns) {
    room -= (widths[column.id] ?? column.min) + gap
    if (room < 0 && fitting.length > 0) break
    fitting.push(column)
  }
  return fitting
}

/** The tracks of the table's grid. */
export function tracksOf(columns: Column[], widths: Record<string, number>): CSSProperties {
  const tracks = columns.map(({ id, min, grow }, index) => {
    const own = widths[id]
    // The last one takes what is left, so that rows always reach the edge.
    if (own !== undefined && index < columns.length - 1) return `${own}px`
    return grow === undefined && own === undefined ? `${min}px` : `minmax(${own ?? min}px, ${grow ?? 1}fr)`
  })
  return { '--columns': tracks.join(' ') } as CSSProperties
}
