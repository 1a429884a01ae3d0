import { BrandMark } from '@callboard/ui'
import { useEffect, useState } from 'react'
import classes from './pages.module.css'

/** Most sessions are back sooner: a page that only flashes would say nothing. */
const unseenMs = 400

/** Shown while a provider is asked whether the visitor is still signed in there. */
export function SigningInPage({ title }: { title: string }) {
  const [isSlow, setSlow] = useState(false)
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
            <span className="cb-muted">Signing in…</span>
          </>
        )}
      </div>
    </main>
  )
}
