import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import classes from './AsOfBar.module.css'

/** Picks a moment; the whole page is as of then, and the address says so. */
export function MomentField({ asOf }: { asOf: string | undefined }) {
  const navigate = useNavigate()
  // Until it is complete the field is the browser's, so that typing is not disturbed.
  const [latest] = useState(() => localTime(new Date()))
  const pick = (value: string) => {
    const at = Date.parse(value)
    if (Number.isNaN(at)) return
    void navigate({
      to: '.',
      search: (search: Record<string, unknown>) => ({ ...search, asOf: new Date(at).toISOString() }),
      resetScroll: false,
    })
  }
  return (
    <label className={classes.moment}>
      <span>As of</span>
      <input
        key={asOf ?? ''}
        type="datetime-local"
        step="1"
        max={latest}
        defaultValue={asOf ? localTime(new Date(asOf)) : ''}
        onBlur={(event) => {
          if (event.currentTarget.value !== event.currentTarget.defaultValue) pick(event.currentTarget.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') pick(event.currentTarget.value)
        }}
      />
    </label>
  )
}

function localTime(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}
