import {
  Button,
  CloseIcon,
  DownloadIcon,
  IconButton,
  RefreshIcon,
  StarIcon,
  sentenceOf,
  toast,
  undo,
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
  const [failures, setFailures] = useState<Failure[]>([])
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
  const star = () => {
    const changed = refs.filter((ref) => stars.has(ref) === areStarred)
    stars.set(changed, !areStarred)
    toast({
      text: `${changed.length.toLocaleString()} ${areStarred ? 'taken out of' : 'added to'} your favorites`,
      key: 'stars',
      action: undo(() => stars.set(changed, areStarred)),
    })
  }
  const refresh = async () => {
    const abort = new AbortController()
    let reached = 0
    running.current = abort
    setFailures([])
    setDone(0)
    const failed = await forEach(refs, (ref) => refreshEntity(portal, ref), {
      subjectOf: (ref) => ref,
      onProgress(now) {
        reached = now
        setDone(now)
      },
      signal: abort.signal,
    })
    setDone(undefined)
    setFailures(failed)
    const asked = reached - failed.length
    if (asked > 0) toast({ text: `Refresh scheduled for ${asked}`, key: 'refresh' })
    setTimeout(() => void queries.invalidateQueries({ queryKey: ['catalog'] }), 1500)
  }
  const tooMany = (most: number) => (count > most ? `At most ${most} at once` : undefined)
  return (
    <section ref={raiseFloor} className={classes.bar} aria-label="Selected rows">
      {failures.length > 0 && <FailureList failures={failures} />}
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
          onClick={star}
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
            onDone={(failed) => {
              setOpen(undefined)
              setFailures(failed)
              if (failed.length === 0) selection.clear()
              void queries.invalidateQueries({ queryKey: ['catalog'] })
            }}
          />
        )}
      </Suspense>
    </section>
  )
}

/** Lets messages stand above the bar for as long as it is there. */
function raiseFloor(bar: HTMLElement | null) {
  if (!bar) return
  const { style } = document.documentElement
  const observer = new ResizeObserver(() => {
    const { top } = bar.getBoundingClientRect()
    style.setProperty('--cb-floor', `${Math.round(window.innerHeight - top + 12)}px`)
  })
  observer.observe(bar)
  return () => {
    observer.disconnect()
    style.removeProperty('--cb-floor')
  }
}
