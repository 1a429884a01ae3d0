import { type ReactNode, useId } from 'react'
import classes from './Field.module.css'

interface Described {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean | undefined
}

/** A form field: its name above, what to write below, and in its place what is wrong. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: string
  hint?: ReactNode
  error?: string | undefined
  children(described: Described): ReactNode
}) {
  const id = useId()
  const said = error ?? hint
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': said ? `${id}-hint` : undefined,
        'aria-invalid': error !== undefined || undefined,
      })}
      {said && (
        <p
          id={`${id}-hint`}
          className={error ? classes.error : classes.hint}
          role={error ? 'alert' : undefined}
        >
          {said}
        </p>
      )}
    </div>
  )
}

interface TextProps {
  label: string
  value: string
  onChange(value: string): void
  hint?: ReactNode
  error?: string | undefined
  placeholder?: string
  /** Values the browser offers while typing. */
  suggestions?: readonly string[]
  mono?: boolean
  disabled?: boolean
  autoFocus?: boolean
}

/** One line of text. */
export function TextField({
  label,
  hint,
  error,
  onChange,
  suggestions,
  mono,
  autoFocus,
  ...rest
}: TextProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <>
          <input
            {...described}
            {...rest}
            className={classes.input}
            data-mono={mono || undefined}
            data-autofocus={autoFocus || undefined}
            autoComplete="off"
            spellCheck={false}
            list={suggestions ? `${described.id}-list` : undefined}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          {suggestions && (
            <datalist id={`${described.id}-list`}>
              {suggestions.map((value) => (
                <option key={value} value={value} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  )
}

/** Several lines of text. */
export function TextAreaField({
  label,
  hint,
  error,
  onChange,
  mono,
  rows = 3,
  ...rest
}: Omit<TextProps, 'suggestions' | 'autoFocus'> & { rows?: number }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <textarea
          {...described}
          {...rest}
          rows={rows}
          className={classes.area}
          data-mono={mono || undefined}
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

/** One of a few. */
export function SelectField<T extends string>({
  label,
  value,
  options,
  onChange,
  hint,
  disabled,
}: {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange(value: T): void
  hint?: ReactNode
  disabled?: boolean
}) {
  return (
    <Field label={label} hint={hint}>
      {(described) => (
        <select
          {...described}
          className={classes.input}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.currentTarget.value as T)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** A box to tick, with its name beside it. */
export function CheckField({
  label,
  checked,
  onChange,
  hint,
  disabled,
}: {
  label: ReactNode
  checked: boolean
  onChange(checked: boolean): void
  hint?: ReactNode
  disabled?: boolean
}) {
  return (
    <label className={classes.check}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <span className={classes.hint}> {hint}</span>}
      </span>
    </label>
  )
}
