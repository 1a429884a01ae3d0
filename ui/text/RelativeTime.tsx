import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { relativeTime } from './relative-time.ts'

/** "3 min ago" that keeps counting, with the exact instant in a tooltip. */
export function RelativeTime({ at }: { at: string | number }) {
  const instant = typeof at === 'number' ? at : Date.parse(at)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  if (!Number.isFinite(instant)) return null
  const date = new Date(instant)
  return (
    <Tooltip label={date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}>
      <time dateTime={date.toISOString()} className="cb-num">
        {relativeTime(instant, now)}
      </time>
    </Tooltip>
  )
}
