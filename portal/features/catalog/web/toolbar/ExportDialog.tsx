import { Button, counted, Dialog, Segmented, sentenceOf, usePortal } from '@callboard/ui'
import { useEffect, useRef, useState } from 'react'
import { exportEntities, type Format, type Wanted } from '../bulk/export-entities.ts'
import type { Column } from '../table/columns.tsx'
import classes from './toolbar.module.css'

/** Below this there is nothing to wait for. */
const worthABar = 2_000

/** Writes what the table lists, all of it, to a file. */
export default function ExportDialog({
  wanted,
  total,
  name,
  shown,
  every,
  onClose,
}: {
  wanted: Wanted
  total: number
  /** Of the file, without its ending. */
  name: string
  shown: Column[]
  every: Column[]
  onClose(): void
}) {
  const portal = usePortal()
  const [format, setFormat] = useState<Format>('csv')
  const [isEvery, setIsEvery] = useState(false)
  const [done, setDone] = useState<number>()
  const [error, setError] = useState<unknown>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const run = async () => {
    const abort = new AbortController()
    running.current = abort
    setDone(0)
    setError(undefined)
    try {
      const columns = isEvery ? every : shown
      const how = { signal: abort.signal, onProgress: setDone }
      const file = await exportEntities(portal, wanted, format, columns, how)
      save(file, `${name}.${format}`)
      onClose()
    } catch (failure) {
      if (!abort.signal.aborted) setError(failure)
      setDone(undefined)
    }
  }
  const isSelection = 'refs' in wanted
  return (
    <Dialog
      title={isSelection ? 'Export selection' : 'Export'}
      onClose={onClose}
      size={480}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={done !== undefined} onClick={() => void run()}>
            {done === undefined ? `Export ${format.toUpperCase()}` : 'Exporting…'}
          </Button>
        </>
      }
    >
      <p className="cb-muted">
        {counted(total, 'entity', 'entities')}
        {isSelection ? ' selected.' : ', as they are filtered and sorted now.'}
      </p>
      <div>
        <Segmented<Format>
          label="Format"
          value={format}
          options={[
            { value: 'csv', label: 'CSV' },
            { value: 'json', label: 'JSON' },
          ]}
          onChange={setFormat}
        />
      </div>
      {format === 'csv' ? (
        <fieldset className={classes.choices}>
          <legend className="cb-hidden">Columns</legend>
          {[false, true].map((every) => (
            <label key={String(every)} className={classes.choice}>
              <input
                type="radio"
                name="columns"
                checked={isEvery === every}
                onChange={() => setIsEvery(every)}
              />
              {every ? 'All columns there are' : 'The columns of the table'}
            </label>
          ))}
        </fieldset>
      ) : (
        <p className="cb-muted">Whole entities, with relations and status.</p>
      )}
      {error !== undefined && (
        <p className={classes.error} role="alert">
          {sentenceOf(error)}
        </p>
      )}
      {done !== undefined && (
        <div role="status" className={classes.progress}>
          {total >= worthABar && <progress max={total} value={done} aria-label="Exported" />}
          <span className="cb-num">
            {done.toLocaleString()} of {total.toLocaleString()} read
          </span>
        </div>
      )}
    </Dialog>
  )
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser takes the file after the click has ended.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
