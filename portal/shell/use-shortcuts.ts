import { useEffect, useEffectEvent } from 'react'
import type { KeyActions, Shortcut } from './shortcuts.ts'

/** How long after `g` the second key is waited for. */
const secondKeyMs = 1500

/** Keys that work on every page, by the list of shortcuts. */
export function useShortcuts(shortcuts: Shortcut[], actions: KeyActions): void {
  const runFirst = useEffectEvent((event: KeyboardEvent, typed: string[]) => {
    const wanted = typed.join(' ')
    const shortcut = shortcuts.find(({ keys, run }) => run && keys.join(' ') === wanted)
    if (shortcut?.run && shortcut.run(actions) !== false) event.preventDefault()
  })
  useEffect(() => {
    let first: { key: string; until: number } | undefined
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        return runFirst(event, ['mod+k'])
      }
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target))
        return
      const before = first && Date.now() < first.until ? first.key : undefined
      first =
        before === undefined && event.key === 'g' ? { key: 'g', until: Date.now() + secondKeyMs } : undefined
      if (!first) runFirst(event, before === undefined ? [event.key] : [before, event.key])
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
