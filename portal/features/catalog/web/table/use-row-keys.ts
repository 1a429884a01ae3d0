import { useEffect, useEffectEvent, useRef } from 'react'

const steps: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }
/** After `g` a letter goes somewhere else. */
const goMs = 1500

/** What the keys of a table do to the row that has the focus. */
export interface RowActions {
  select(index: number, isRange: boolean): void
  star(index: number): void
  clear(): void
}

/**
 * `j`, `k` and the arrows move the focus from row to row; Enter opens, because the row's link has the focus; `x`
 * selects, with shift everything since the row selected before; `s` stars; Escape lets go of the selection.
 */
export function useRowKeys(
  body: React.RefObject<HTMLElement | null>,
  total: number,
  scrollTo: (index: number) => void,
  actions: RowActions,
): void {
  // Where the focus is going while its row is being drawn: keys may come faster than frames.
  const heading = useRef<number | undefined>(undefined)
  const goUntil = useRef(0)
  const focusRow = (index: number, triesLeft: number) => {
    const link = body.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)
    if (link) {
      heading.current = undefined
      link.focus({ preventScroll: true })
    } else if (triesLeft > 0 && heading.current === index) {
      requestAnimationFrame(() => focusRow(index, triesLeft - 1))
    }
  }
  const move = (index: number) => {
    if (index < 0 || index >= total) return
    heading.current = index
    scrollTo(index)
    focusRow(index, 60)
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || !body.current) return
    const target = event.target as HTMLElement
    const row = target.closest<HTMLElement>('[data-index]')
    const isHere = row && body.current.contains(row)
    if (!isHere && isBusy(target, event.key)) return
    const isGoing = Date.now() < goUntil.current
    goUntil.current = event.key === 'g' ? Date.now() + goMs : 0
    if (isGoing) return
    const at = heading.current ?? (isHere ? Number(row.dataset.index) : undefined)
    const step = steps[event.key] ?? steps[event.key.toLowerCase()]
    if (step) {
      event.preventDefault()
      if (at === undefined) return move(firstVisible(body.current))
      if (event.shiftKey) actions.select(at + step, true)
      move(at + step)
    } else if (event.key.toLowerCase() === 'x' && at !== undefined) {
      event.preventDefault()
      actions.select(at, event.shiftKey)
    } else if (event.key === 's' && at !== undefined) {
      event.preventDefault()
      actions.star(at)
    } else if (event.key === 'Escape') {
      actions.clear()
    }
  })
  useEffect(() => {
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

/** True where a key means something else: in fields, in what floats over the page, and arrows on most controls. */
function isBusy(target: HTMLElement, key: string): boolean {
  if (target === document.body || target.id === 'main') return false
  const elsewhere =
    'input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=menu]'
  return key.length > 1 || target.closest(elsewhere) !== null
}

function firstVisible(body: HTMLElement): number {
  const rows = [...body.querySelectorAll<HTMLElement>('[data-index]')]
  const row = rows.find((candidate) => candidate.getBoundingClientRect().top >= 80)
  return Number(row?.dataset.index ?? 0)
}
