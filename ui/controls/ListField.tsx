import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { CloseIcon } from '../icons/icons.tsx'
import { Field } from './Field.tsx'
import classes from './ListField.module.css'

/** Several short texts as chips: Enter or a comma adds one, Backspace in the empty field takes the last away. */
export function ListField({
  label,
  values,
  onChange,
  suggestions = [],
  onType,
  hint,
  placeholder,
  disabled,
}: {
  label: string
  values: readonly string[]
  onChange(values: string[]): void
  suggestions?: readonly string[]
  /** Told what is being typed, to look for suggestions. */
  onType?(words: string): void
  hint?: ReactNode
  placeholder?: string
  disabled?: boolean
}) {
  const [typed, setTyped] = useState('')
  const type = (words: string) => {
    setTyped(words)
    onType?.(words)
  }
  const add = (text: string) => {
    const fresh = text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '' && !values.includes(one))
    if (fresh.length > 0) onChange([...values, ...new Set(fresh)])
    type('')
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter' || event.key === ',') {
      if (typed.trim() === '' && event.key === 'Enter') return
      event.preventDefault()
      add(typed)
    } else if (event.key === 'Backspace' && typed === '' && values.length > 0) {
      onChange(values.slice(0, -1))
    }
  }
  return (
    <Field label={label} hint={hint}>
      {(described) => (
        <div className={classes.box} data-disabled={disabled || undefined}>
          {values.map((value) => (
            <span key={value} className={classes.chip}>
              <span dir="auto">{value}</span>
              {!disabled && (
                <button
                  type="button"
                  className={classes.remove}
                  aria-label={`Remove ${value}`}
                  onClick={() => onChange(values.filter((other) => other !== value))}
                >
                  <CloseIcon size={10} />
                </button>
              )}
            </span>
          ))}
          <input
            {...described}
            className={classes.input}
            value={typed}
            disabled={disabled}
            placeholder={values.length === 0 ? placeholder : undefined}
            list={`${described.id}-list`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={({ currentTarget: { value } }) => {
              // Picked from the list, not typed letter by letter.
              if (suggestions.includes(value) && value.length - typed.length > 1) add(value)
              else type(value)
            }}
            onKeyDown={onKeyDown}
            onBlur={() => add(typed)}
          />
          <datalist id={`${described.id}-list`}>
            {suggestions
              .filter((value) => !values.includes(value))
              .map((value) => (
                <option key={value} value={value} />
              ))}
          </datalist>
        </div>
      )}
    </Field>
  )
}
