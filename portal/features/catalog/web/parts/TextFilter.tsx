import { SearchField } from '@callboard/ui'
import { useEffect, useState } from 'react'
import classes from './CatalogIndex.module.css'

/** Words to look for. They go to the address once the typing pauses, so that going back does not replay letters. */
export function TextFilter({ text, onChange }: { text: string; onChange(text: string): void }) {
  const [typed, setTyped] = useState(text)
  const [known, setKnown] = useState(text)
  if (known !== text) {
    setKnown(text)
    setTyped(text)
  }
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => onChange(typed), 150)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <div className={classes.filter} data-page-filter="">
      <SearchField
        label="Filter by name, title, description or tag"
        placeholder="Filter"
        value={typed}
        onChange={setTyped}
        shortcut="/"
      />
    </div>
  )
}
