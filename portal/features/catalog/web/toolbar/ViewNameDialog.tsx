import { Button, Dialog } from '@callboard/ui'
import { type FormEvent, useId, useState } from 'react'
import classes from './toolbar.module.css'

/** Asks what a view is called. */
export default function ViewNameDialog({
  title,
  before,
  others,
  onName,
  onClose,
}: {
  title: string
  before: string
  /** Names that are taken. */
  others: string[]
  onName(name: string): void
  onClose(): void
}) {
  const [name, setName] = useState(before)
  const id = useId()
  const wanted = name.trim()
  const isTaken = others.some((other) => other.toLowerCase() === wanted.toLowerCase())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wanted === '' || isTaken) return
    onName(wanted)
    onClose()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className={classes.form}>
        <label htmlFor={id}>Name</label>
        <input
          id={id}
          className={classes.input}
          value={name}
          maxLength={60}
          data-autofocus=""
          autoComplete="off"
          aria-invalid={isTaken}
          aria-describedby={isTaken ? `${id}-taken` : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {isTaken && (
          <p id={`${id}-taken`} className={classes.error} role="alert">
            Another of your views is called “{wanted}”.
          </p>
        )}
        <p className="cb-muted">
          Filters, sorting and columns are kept. The view is yours; its address can be shared.
        </p>
        <div className={classes.actions}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={wanted === '' || isTaken}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
