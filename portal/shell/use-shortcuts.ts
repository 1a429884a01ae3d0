import { usePortal } from '@callboard/ui'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'

export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)

/** Keys that work on every page: ⌘K, `/` to the page's filter, `g` then a letter to go somewhere. */
export function useShortcuts({ openPalette }: { openPalette(): void }): void {
  const entries = usePortal().features.flatMap((feature) => feature.nav ?? [])
  const navigate = useNavigate()
  const go = useEffectEvent((key: string) => {
    const entry = entries.find((candidate) => candidate.key === key)
    if (entry) void navigate({ to: entry.to })
  })
  const open = useEffectEvent(openPalette)
  useEffect(() => {
    let goUntil = 0
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        open()
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      if (Date.now() < goUntil) {
        goUntil = 0
        go(event.key)
      } else if (event.key === 'g') {
        goUntil = Date.now() + 1500
      } else if (event.key === '/') {
        const filter = document.querySelector<HTMLElement>('[data-page-filter] input')
        if (!filter) return
        event.preventDefault()
        filter.focus()
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

/** True where a letter is text: fields, and anything open over the page. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input:not([type=checkbox]), textarea, select, [role=dialog], [role=menu]') !== null
  )
}
