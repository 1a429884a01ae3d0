import {
  Button,
  CloseIcon,
  DownloadIcon,
  IconButton,
  RefreshIcon,
  StarIcon,
  sentenceOf,
  TrashIcon,
  toast,
  undo,
  usePermission,
} from '@callboard/ui'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { mostSelected, type Selection } from '../data/use-selection.ts'
import type { Stars } from '../entity/data/stars.ts'
import type { Column } from '../table/columns.tsx'
import classes from './bulk.module.css'
import { FailureList } from './FailureList.tsx'
import { raiseFloor } from './raise-floor.ts'
import { useBulkRefresh } from './use-bulk-refresh.ts'
import type { Failure } from './work.ts'

const ExportDialog = lazy(() => import('../toolbar/ExportDialog.tsx'))
const UnregisterMany = lazy(() => import('./UnregisterMany.tsx'))

/**
 * What is done with all selected rows. It floats over the table while there are some; on phones it stands in the
 * place of the navigation for as long as cards are ticked.
 */
export default function BulkBar({
  selection,
  total,
  stars,
  shown,
  every,
  onDone,
}: {
  selection: Selection
  /** How many rows there are to select. */
  total: number
  stars: Stars
  shown: Column[]
  every: Column[]
  /** Nobody selects any more. */
  onDone(): void
}) {
  const queries = useQueryClient()
  const [open, setOpen] = useState<'export' | 'unregister'>()
  const [failures, setFailures] = useState<Failure[]>([])
  const { done, refresh, stop } = useBulkRefresh(setFailures)
  const refs = [...selection.refs]
  const count = refs.length
  const isNothing = count === 0
  // A policy may still refuse single ones: those are listed with what failed.
  const refreshing = usePermission('catalog.entity.refresh')
  const unregistering = usePermission('catalog.location.delete')
  const deleting = usePermission('catalog.entity.delete')
  const mayRemove = unregistering.isAllowed || deleting.isAllowed
  const areStarred = count > 0 && refs.every((ref) => stars.has(ref))
  const star = () => {
    const changed = refs.filter((ref) => stars.has(ref) === areStarred)
    stars.set(changed, !areStarred)
    toast({
      text: `${changed.length.toLocaleString()} ${areStarred ? 'taken out of' : 'added to'} your favorites`,
      key: 'stars',
      action: undo(() => stars.set(changed, areStarred)),
    })
  }
  return (
    <section ref={raiseFloor} className={classes.bar} aria-label="Selected rows">
      {failures.length > 0 && <FailureList failures={failures} />}
      <div className={classes.row}>
        <div className={classes.head}>
          <span className={classes.count} aria-live="polite">
            {selection.isReading
              ? 'Reading…'
              : `${count.toLocaleString()} selected${count === mostSelected ? ', the most there can be' : ''}`}
          </span>
          <Button
            variant="quiet"
            className={classes.onlyCards}
            disabled={selection.isReading}
            onClick={count >= total ? selection.clear : selection.selectAll}
          >
            {count >= total ? 'Select none' : `Select all ${total.toLocaleString()}`}
          </Button>
          <Button variant="quiet" className={classes.finish} onClick={onDone}>
            Done
          </Button>
        </div>
        <div className={classes.acts}>
          <Button
            variant="quiet"
            icon={<StarIcon size={14} />}
            title="Adds all to your favorites, or takes them out"
            disabled={isNothing}
            onClick={star}
          >
            {areStarred ? 'Unstar' : 'Star'}
          </Button>
          {done === undefined ? (
            <Button
              variant="quiet"
              icon={<RefreshIcon size={14} />}
              disabled={isNothing || !refreshing.isAllowed}
              title={refreshing.reason ?? 'Has their files read again now'}
              onClick={() => void refresh(refs)}
            >
              Refresh
            </Button>
          ) : (
            <Button variant="quiet" onClick={stop}>
              {done.toLocaleString()} of {count.toLocaleString()} · Stop
            </Button>
          )}
          <Button
            variant="quiet"
            icon={<DownloadIcon size={14} />}
            disabled={isNothing}
            onClick={() => setOpen('export')}
          >
            Export
          </Button>
          <Button
            variant="quiet"
            icon={<TrashIcon size={14} />}
            className={classes.bad}
            disabled={isNothing || !mayRemove}
            title={mayRemove ? undefined : unregistering.reason}
            onClick={() => setOpen('unregister')}
          >
            Unregister…
          </Button>
        </div>
        <IconButton label="Clear selection" className={classes.onlyTables} onClick={onDone}>
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
              if (failed.length === 0) onDone()
              void queries.invalidateQueries({ queryKey: ['catalog'] })
            }}
          />
        )}
      </Suspense>
    </section>
  )
}
