import { useRouter } from '@tanstack/react-router'
import { type RefObject, useEffect, useState } from 'react'

/** Long enough for the page to write its title and for a closing dialog to give its focus back. */
const settleMs = 80

/**
 * What a page load does for those who listen or use keys: another page is read out by its title, and the keys go
 * on from its beginning, unless they are on something that stayed, such as a tab.
 */
export function PageAnnouncer({ main }: { main: RefObject<HTMLElement | null> }) {
  const router = useRouter()
  const [said, setSaid] = useState('')
  useEffect(() => {
    let timer: number | undefined
    const unsubscribe = router.subscribe('onResolved', ({ fromLocation, pathChanged }) => {
      if (!fromLocation || !pathChanged) return
      window.clearTimeout(timer)
      timer = window.setTimeout(() => {
        setSaid(document.title)
        const { activeElement } = document
        const isElsewhere =
          !main.current?.contains(activeElement) && activeElement?.closest('[role=dialog]') == null
        if (isElsewhere) main.current?.focus({ preventScroll: true })
      }, settleMs)
    })
    return () => {
      unsubscribe()
      window.clearTimeout(timer)
    }
  }, [router, main])
  return (
    <div className="cb-hidden" role="status" aria-live="polite" data-announcer="">
      {said}
    </div>
  )
}
