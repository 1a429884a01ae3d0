import { useIsFetching } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import classes from './SlowNotice.module.css'

const afterMs = 1_500

/** Says that the page still waits for its first content, when that takes unusually long. Covers nothing. */
export function SlowNotice() {
  // What failed once and is tried again will say so itself.
  const isWaiting =
    useIsFetching({
      predicate: ({ state }) => state.status === 'pending' && state.fetchFailureCount === 0,
    }) > 0
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    if (!isWaiting) return setLong(false)
    const timer = setTimeout(() => setLong(true), afterMs)
    return () => clearTimeout(timer)
  }, [isWaiting])
  return (
    <div role="status" className={classes.place}>
      {isLong && <span className={classes.notice}>The portal is slow to answer; still waiting…</span>}
    </div>
  )
}
