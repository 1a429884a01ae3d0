import { BrandMark } from '@callboard/ui'
import { useEffect, useState } from 'react'
import classes from './pages.module.css'

/** Most sessions are back sooner: a page that only flashes would say nothing. */
const unseenMs = 400

/** A page that came this late has a slow line, and has said so already. */
const lateMs = 1_000

/** Shown while a provider is asked whether the visitor is still signed in there, or the page for that is loaded. */
export function SigningInPage({ title, says = 'Signing in…' }: { title: string; says?: string }) {
  const [isSlow, setSlow] = useState(() => performance.now() > lateMs)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), unseenMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className={classes.away}>
      <title>{title}</title>
      <div role="status" className={classes.signingIn}>
        {isSlow && (
          <>
            <BrandMark size={28} />
            <strong dir="auto">{title}</strong>
            <span className="cb-muted">{says}</span>
          </>
        )}
      </div>
    </main>
  )
}
