import type { MouseEvent, ReactNode } from 'react'
import { usePlace } from './place.ts'

/** Opens an entry of the definition; a link where entries have addresses, else a button. */
export function EntryLink({
  at,
  className = 'def-link',
  children,
}: {
  at: string
  className?: string
  children: ReactNode
}) {
  const place = usePlace()
  const href = place.hrefOf(at)
  const current = place.at === at ? 'page' : undefined
  if (href === undefined)
    return (
      <button type="button" className={className} aria-current={current} onClick={() => place.go({ at })}>
        {children}
      </button>
    )
  const open = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    place.go({ at })
  }
  return (
    <a href={href} className={className} aria-current={current} onClick={open}>
      {children}
    </a>
  )
}
