import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { usePortal } from './portal-context.tsx'

/** Long enough to be looked at, and not only typed past. */
const lookMs = 1500
/** Who goes on sooner was on the way to the next. */
const passMs = 20_000

export interface Place {
  to: string
  /** Parameters that make the place what it is. */
  search?: Record<string, unknown>
  title: string
}

/** Remembers the place that is shown as one to come back to, once it was looked at; undefined is not worth it. */
export function useVisit(place: Place | undefined): void {
  const { visits } = usePortal()
  const { stringifySearch } = useRouter().options
  const to = place && place.to + (place.search ? stringifySearch(place.search) : '')
  const title = place?.title
  const last = useRef<{ to: string; at: number }>(undefined)
  useEffect(() => {
    if (to === undefined || title === undefined) return
    const timer = window.setTimeout(() => {
      const before = last.current
      if (before?.to !== to) last.current = { to, at: Date.now() }
      const isPassed = before && before.to !== to && Date.now() - before.at < passMs
      visits.record({ to, title }, isPassed ? before.to : undefined)
    }, lookMs)
    return () => window.clearTimeout(timer)
  }, [visits, to, title])
}
