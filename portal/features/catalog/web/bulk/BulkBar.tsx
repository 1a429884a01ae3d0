import {
  Button,
  CloseIcon,
  DownloadIcon,
  IconButton,
  RefreshIcon,
  StarIcon,
  sentenceOf,
  usePermission,
  usePortal,
} from '@callboard/ui'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { refreshEntity } from '../data/catalog-data.ts'
import { mostSelected, type Selection } from '../data/use-selection.ts'
import type { Stars } from '../entity/data/stars.ts'
import type { Column } from '../table/columns.tsx'
import classes from './bulk.module.css'
import { FailureList } from './FailureList.tsx'
import { type Failure, forEach } from './work.ts'

const ExportDialog = lazy(() => import('../toolbar/ExportDialog.tsx'))
const UnregisterMany = lazy(() => import('./UnregisterMany.tsx'))

/** More refreshes at once than this would only stand in a queue. */
const mostRefreshed = 500
const mostUnregistered = 500

/** What is done with all selected rows. It floats over the table while there are some. */
export default function BulkBar({
  selection,
  stars,
  shown,
  every,
}: {
  selection: Selection
  stars: Stars
  shown: Column[]
  every: Column[]
}) {
  const portal = usePortal()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'export' | 'unregister'>()
  const [done, setDone] = useState<number>()
  const [said, setSaid] = useState<{ text: string; failures: Failure[] }>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const refs = [...selection.refs]
  const count = refs.length
  // A policy may still refuse single ones: those are listed with what failed.
  const refreshing = usePermission('catalog.entity.refresh')
  const unregistering = usePermission('catalog.location.delete')
  const deleting = usePermission('catalog.entity.delete')
  const mayRemove = unregistering.isAllowed || deleting.isAllowed
  const areStarred = refs.every((ref) => stars.has(ref))
  const refresh = async () => {
    const abort = new AbortController()
    running.current = abort
    setSaid(undefined)
    setDone(0)
    const failures = await forEach(refs, (ref) => refreshEntity(portal, ref), {
      subjectOf: (ref) => ref,
      onProgress: setDone,
      signal: abort.signal,
    })
    setDone(undefined)
    const asked = count - failures.length
    setSaid({ text: abort.signal.aborted ? 'Stopped' : `Refresh scheduled for ${asked}`, failures })
    setTimeout(() => void queries.invalidateQueries({ queryKey: ['catalog'] }), 1500)
  }
  const tooMany = (most: number) => (count > most ? `At most ${most} at once` : undefined)
  return (
    <section className={classes.bar} aria-label="Selected rows">
      {said && said.failures.length > 0 && <FailureList failures={said.failures} />}
      <div className={classes.row}>
        <span className={classes.count} aria-live="polite">
          {selection.isReading
            ? 'Reading…'
            : `${count.toLocaleString()} selected${count === mostSelected ? ', the most there can be' : ''}`}
        </span>
        <Button
          variant="quiet"
          icon={<StarIcon size={14} />}
          title="Adds all to your favorites, or takes them out"
          onClick={() => stars.set(refs, !areStarred)}
        >
          {areStarred ? 'Unstar' : 'Star'}
        </Button>
        {done === undefined ? (
          <Button
            variant="quiet"
            icon={<RefreshIcon size={14} />}
            disabled={count > mostRefreshed || !refreshing.isAllowed}
            title={refreshing.reason ?? tooMany(mostRefreshed) ?? 'Has their files read again now'}
            onClick={() => void refresh()}
          >
            Refresh
          </Button>
        ) : (
          <Button variant="quiet" onClick={() => running.current?.abort()}>
            {done} of {count} · Stop
          </Button>
        )}
        <Button variant="quiet" icon={<DownloadIcon size={14} />} onClick={() => setOpen('export')}>
          Export
        </Button>
        <Button
          variant="quiet"
          className={classes.bad}
          disabled={count > mostUnregistered || !mayRemove}
          title={mayRemove ? tooMany(mostUnregistered) : unregistering.reason}
          onClick={() => setOpen('unregister')}
        >
          Unregister…
        </Button>
        <IconButton label="Clear selection" onClick={selection.clear}>
          <CloseIcon size={14} />
        </IconButton>
      </div>
      <p className={classes.said} role="status">
        {said?.text}
        {selection.error !== undefined && sentenceOf(selection.error)}
        {stars.error ? ` The stars could not be kept: ${sentenceOf(stars.error)}` : ''}
      </p>
      <Suspense fallback={null}>
        {open === 'export' && (
          <ExportDialog
            wanted={{ refs }}
            total={count}
            name="selection"
            shown={shown}
            every={every}
            onClose={() => setOpen(undefined)}
          />
        )}
        {open === 'unregister' && (
          <UnregisterMany
            refs={refs}
            onClose={() => setOpen(undefined)}
            onDone={(text, failures) => {
              setOpen(undefined)
              setSaid({ text, failures })
              if (failures.length === 0) selection.clear()
              void queries.invalidateQueries({ queryKey: ['catalog'] })
            }}
          />
        )}
      </Suspense>
    </section>
  )
}
