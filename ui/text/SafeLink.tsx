import type { ReactNode } from 'react'
import { safeHref } from './safe-href.ts'

/** A link out of the portal. An address that is not http, https or mailto is shown as text. */
export function SafeLink({
  href,
  children,
  className = 'cb-link',
  label,
}: {
  href: unknown
  children: ReactNode
  className?: string | undefined
  label?: string
}) {
  const safe = safeHref(href)
  if (!safe) return <span className={className === 'cb-link' ? undefined : className}>{children}</span>
  return (
    <a className={className} href={safe} target="_blank" rel="noreferrer noopener" aria-label={label}>
      {children}
    </a>
  )
}
