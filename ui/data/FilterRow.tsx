import type { ReactNode } from 'react'
import { SearchField } from '../controls/SearchField.tsx'
import classes from './FilterRow.module.css'

/** What narrows the table below: words, reached with `/`, and other filters beside them. */
export function FilterRow({
  label,
  value,
  onChange,
  children,
}: {
  label: string
  value: string
  onChange(words: string): void
  children?: ReactNode
}) {
  return (
    <search className={classes.row}>
      <div className={classes.words} data-page-filter="">
        <SearchField label={label} value={value} onChange={onChange} shortcut="/" />
      </div>
      {children}
    </search>
  )
}
