import type { ReactNode } from 'react'
import classes from './Segmented.module.css'

/** Two or three choices of which one holds: Mine / All. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  /** undefined while it is not known which. */
  value: T | undefined
  options: { value: T; label: ReactNode; name?: string; icon?: boolean }[]
  onChange(value: T): void
}) {
  return (
    <fieldset className={classes.group}>
      <legend className="cb-hidden">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={option.icon ? classes.iconOption : classes.option}
          aria-pressed={option.value === value}
          aria-label={option.name}
          title={option.name}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}
