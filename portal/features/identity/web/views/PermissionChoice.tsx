import { Button, CheckField, SearchField, sentenceOf } from '@callboard/ui'
import { useState } from 'react'
import classes from './NewTokenDialog.module.css'
import { usePermissionNames } from './token-data.ts'

/** Permissions to tick; one that the portal does not list can be typed. */
export function PermissionChoice({
  chosen,
  onChange,
}: {
  chosen: string[]
  onChange(permissions: string[]): void
}) {
  const names = usePermissionNames(true)
  const [words, setWords] = useState('')
  const typed = words.trim()
  const all = [...new Set([...chosen, ...(names.data ?? [])])]
  const found = all.filter((name) => name.toLowerCase().includes(typed.toLowerCase()))
  const toggle = (name: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, name] : chosen.filter((other) => other !== name))
  return (
    <fieldset className={classes.choices}>
      <legend>
        Permissions <span className="cb-muted cb-num">{chosen.length > 0 && chosen.length}</span>
      </legend>
      <SearchField label="Filter, or type a permission" value={words} onChange={setWords} />
      {names.error && <p className="cb-sub">They could not be listed: {sentenceOf(names.error)}</p>}
      <div className={classes.list}>
        {found.map((name) => (
          <CheckField
            key={name}
            label={<span className="cb-code">{name}</span>}
            checked={chosen.includes(name)}
            onChange={(isChosen) => toggle(name, isChosen)}
          />
        ))}
        {found.length === 0 && typed !== '' && (
          <Button
            onClick={() => {
              toggle(typed, true)
              setWords('')
            }}
          >
            Add {typed}
          </Button>
        )}
      </div>
    </fieldset>
  )
}
