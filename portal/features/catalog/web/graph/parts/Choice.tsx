import classes from './Choice.module.css'

/** A small labelled list of which one holds. */
export function Choice<T extends string>({
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
    <label className={classes.choice}>
      <span className={classes.label}>{label}</span>
      <select
        className={classes.select}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value as T)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  )
}

/** A switch with its name beside it. */
export function Toggle({
  label,
  title,
  isOn,
  onChange,
}: {
  label: string
  title: string
  isOn: boolean
  onChange(isOn: boolean): void
}) {
  return (
    <label className={classes.toggle} title={title}>
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        className={classes.box}
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className={classes.track} aria-hidden="true" />
      {label}
    </label>
  )
}
