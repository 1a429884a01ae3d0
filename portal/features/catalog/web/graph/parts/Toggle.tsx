import classes from './Toggle.module.css'

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
