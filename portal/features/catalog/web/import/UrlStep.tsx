import { Button, usePortal } from '@callboard/ui'
import { type FormEvent, useId, useState } from 'react'
import classes from './ImportPage.module.css'
import { urlFault } from './import-data.ts'

/** Where the catalog file or the repository is. */
export function UrlStep({
  url,
  isLooking,
  analyze,
}: {
  url: string
  isLooking: boolean
  analyze(url: string): void
}) {
  const [typed, setTyped] = useState(url)
  const [wasTried, setWasTried] = useState(url !== '')
  const isReadOnly = usePortal().config('catalog.readonly') === true
  const hintId = useId()
  const fault = wasTried ? urlFault(typed.trim()) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setWasTried(true)
    if (urlFault(typed.trim()) === undefined) analyze(typed.trim())
  }
  return (
    <form className={classes.main} onSubmit={submit} noValidate>
      <label className={classes.field}>
        <span>URL</span>
        <input
          type="url"
          name="url"
          value={typed}
          placeholder="https://github.com/your-org/your-app/blob/main/catalog-info.yaml"
          spellCheck={false}
          autoComplete="off"
          aria-invalid={fault !== undefined}
          aria-describedby={hintId}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <small id={hintId} className={fault ? classes.fault : 'cb-muted'} role={fault ? 'alert' : undefined}>
          {fault ?? 'Enter the full path to your entity file to start tracking your component.'}
        </small>
      </label>
      {isReadOnly && (
        <p className={classes.notes}>
          This catalog is read-only (<code>catalog.readonly</code>): places can be looked at here, and are
          registered by its operator in the config.
        </p>
      )}
      <div className={classes.actions}>
        <Button type="submit" variant="primary" disabled={isLooking}>
          {isLooking ? 'Looking…' : 'Analyze'}
        </Button>
      </div>
    </form>
  )
}
