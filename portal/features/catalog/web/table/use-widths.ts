import { useEffect, useRef, useState } from 'react'

/** While an edge is dragged the table follows at once; what comes of it is kept when the hand rests. */
const restMs = 500

export type Widths = Record<string, number>

/** Widths of columns, and how to change one; undefined gives it back its usual width. */
export function useWidths(
  kept: Widths,
  keep: (widths: Widths) => void,
): [Widths, (id: string, width: number | undefined) => void] {
  const [own, setOwn] = useState<Widths>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const keptText = JSON.stringify(kept)
  const [keptStable, setKeptStable] = useState({ text: keptText, widths: kept })
  if (keptStable.text !== keptText) {
    setKeptStable({ text: keptText, widths: kept })
    setOwn(undefined)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const widths = own ?? keptStable.widths
  const change = (id: string, width: number | undefined) => {
    const { [id]: _, ...others } = widths
    const next = width === undefined ? others : { ...others, [id]: width }
    setOwn(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => keep(next), restMs)
  }
  return [widths, change]
}
