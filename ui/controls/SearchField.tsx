import type { Ref } from 'react'
import { CloseIcon, SearchIcon } from '../icons/icons.tsx'
import classes from './SearchField.module.css'

/** A text field that narrows what is below it. Escape empties it, then leaves it. */
export function SearchField({
  label,
  value,
  onChange,
  shortcut,
  placeholder,
  ref,
  small,
}: {
  label: string
  value: string
  onChange(value: string): void
  /** Shown at the end of the field while it is empty. */
  shortcut?: string
  placeholder?: string
  ref?: Ref<HTMLInputElement>
  small?: boolean
}) {
  return (
    <div className={small ? classes.small : classes.field}>
      <SearchIcon size={14} />
      <input
        ref={ref}
        type="search"
        className={classes.input}
        aria-label={label}
        placeholder={placeholder ?? label}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          if (value === '') event.currentTarget.blur()
          else {
            event.stopPropagation()
            onChange('')
          }
        }}
      />
      {value !== '' && (
        <button type="button" className={classes.clear} aria-label="Clear" onClick={() => onChange('')}>
          <CloseIcon size={12} />
        </button>
      )}
      {value === '' && shortcut && <kbd className={classes.kbd}>{shortcut}</kbd>}
    </div>
  )
}
