import { buttonClass, safeHref, usePortal } from '@callboard/ui'
import { readSupport } from '../branding/support.ts'

/** The way to the people who run this portal, where the config names one (`app.support.url`). */
export function ContactSupport() {
  const href = safeHref(readSupport(usePortal().config).url)
  if (!href) return null
  return (
    <a className={buttonClass} href={href} target="_blank" rel="noreferrer noopener">
      Contact support
    </a>
  )
}
