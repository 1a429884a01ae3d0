import { ChevronDownIcon } from '../icons/icons.tsx'
import classes from './Select.module.css'

/** One of a few, as small as what is chosen, where its name need not stand beside it. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange(value: T): void
}) {
  return (
    <span className={classes.box}>
      <select
        className={classes.select}
        aria-label={label}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDownIcon size={12} />
    </span>
  )
}
