import { Button, counted, Dialog, Failed, useConfigText, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { RemovalPlan } from '../../api.ts'
import { useRemovedToast } from '../entity/unregister/use-removed-toast.ts'
import classes from './bulk.module.css'
import { type Leaving, planRemoval, remove, removedAtOnce } from './bulk-data.ts'
import { type Failure, inBatches } from './work.ts'

/** Says what unregistering the selected entities comes to, asks, and does it. */
export default function UnregisterMany({
  refs,
  onClose,
  onDone,
}: {
  refs: readonly string[]
  onClose(): void
  /** What failed; what worked has been said. */
  onDone(failures: Failure[]): void
}) {
  const portal = usePortal()
  const plan = useQuery({
    queryKey: ['catalog', 'removal-plan', refs],
    queryFn: ({ signal }) => planRemoval(portal, refs, { signal }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  return (
    <Dialog title={titleOf(plan.data)} onClose={onClose}>
      {plan.data ? (
        <Question plan={plan.data} onClose={onClose} onDone={onDone} />
      ) : plan.error ? (
        <Failed
          title="Where they come from could not be read"
          error={plan.error}
          retry={() => void plan.refetch()}
        />
      ) : (
        <p className="cb-muted" role="status">
          Reading where they come from…
        </p>
      )}
    </Dialog>
  )
}

function titleOf(plan: RemovalPlan | undefined): string {
  const isNothing = plan && plan.registrations.length === 0 && plan.loose.length === 0
  return isNothing
    ? 'None of these can be unregistered'
    : 'Are you sure you want to unregister these entities?'
}

function Question({
  plan,
  onClose,
  onDone,
}: {
  plan: RemovalPlan
  onClose(): void
  onDone(failures: Failure[]): void
}) {
  const portal = usePortal()
  const sayRemoved = useRemovedToast()
  const app = useConfigText('app.title', 'Callboard')
  const isReadonly = portal.config('catalog.readonly') === true
  const [done, setDone] = useState<number>()
  const running = useRef<AbortController>(undefined)
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    cancel.current?.focus()
    return () => running.current?.abort()
  }, [])
  const registrations = isReadonly ? [] : plan.registrations
  const leaving: Leaving[] = [
    ...registrations.map(({ location }) => leave('location', location.id, location.target)),
    ...plan.loose.map(({ entityRef, uid }) => leave('entity', uid, entityRef)),
  ]
  const run = async () => {
    const abort = new AbortController()
    running.current = abort
    setDone(0)
    const { failures, reached } = await inBatches(leaving, (batch) => remove(portal, batch), {
      size: removedAtOnce,
      subjectOf: ({ subject }) => subject,
      onProgress: setDone,
      signal: abort.signal,
    })
    const failed = new Set(failures.map(({ subject }) => subject))
    const gone = new Set(reached.filter(({ subject }) => !failed.has(subject)).map(({ id }) => id))
    const locations = registrations.map(({ location }) => location).filter(({ id }) => gone.has(id))
    if (gone.size > 0) sayRemoved(removedText(locations.length, gone.size - locations.length), locations)
    onDone(failures)
  }
  const entities = registrations.reduce((sum, one) => sum + one.entities, 0)
  return (
    <>
      {registrations.length > 0 && (
        <>
          <p>
            This action will unregister {counted(registrations.length, 'location')}. With{' '}
            {registrations.length === 1 ? 'it' : 'them'} {counted(entities, 'entity', 'entities')}{' '}
            {entities === 1 ? 'leaves' : 'leave'} the catalog
            {plan.othersTotal > 0 && (
              <>
                , <b>{plan.othersTotal.toLocaleString()} of them not selected</b>
              </>
            )}
            :
          </p>
          <List items={registrations.map(({ location }) => location.target)} total={registrations.length} />
          {plan.othersTotal > 0 && (
            <details>
              <summary>Not selected, but from the same locations</summary>
              <List items={plan.others} total={plan.othersTotal} />
            </details>
          )}
        </>
      )}
      {plan.loose.length > 0 && (
        <>
          <p>
            {counted(plan.loose.length, 'entity is', 'entities are')} declared by nothing any more and will be
            deleted:
          </p>
          <List items={plan.loose.map(({ entityRef }) => entityRef)} total={plan.loose.length} />
        </>
      )}
      {plan.kept > 0 && (
        <p className={classes.note}>
          {counted(plan.kept, 'entity originates', 'entities originate')} from a protected portal
          configuration or a provider and cannot be unregistered here.
        </p>
      )}
      {isReadonly && plan.registrations.length > 0 && (
        <p className={classes.note}>
          This portal is read-only (<code>catalog.readonly</code> in its config): registrations are not
          changed here.
        </p>
      )}
      {registrations.length > 0 && (
        <p className="cb-muted">To undo, just re-register the locations in {app}.</p>
      )}
      <div className={classes.actions}>
        {done === undefined ? (
          <Button ref={cancel} onClick={onClose}>
            {leaving.length === 0 ? 'Close' : 'Cancel'}
          </Button>
        ) : (
          <Button onClick={() => running.current?.abort()}>Stop</Button>
        )}
        {leaving.length > 0 && (
          <Button className={classes.danger} disabled={done !== undefined} onClick={() => void run()}>
            {done !== undefined
              ? `${done.toLocaleString()} of ${leaving.length.toLocaleString()}…`
              : registrations.length === 0
                ? `Delete ${counted(plan.loose.length, 'entity', 'entities')}`
                : `Unregister ${counted(registrations.length, 'location')}`}
          </Button>
        )}
      </div>
    </>
  )
}

function removedText(locations: number, entities: number): string {
  const parts = [
    ...(locations > 0 ? [`${counted(locations, 'location was', 'locations were')} unregistered`] : []),
    ...(entities > 0 ? [`${counted(entities, 'entity was', 'entities were')} deleted`] : []),
  ]
  return parts.join(', ')
}

function leave(what: Leaving['what'], id: string, subject: string): Leaving {
  return { what, id, subject }
}

const shownAtOnce = 100

function List({ items, total }: { items: string[]; total: number }) {
  return (
    <ul className={classes.list}>
      {items.slice(0, shownAtOnce).map((item) => (
        <li key={item} dir="ltr">
          {item}
        </li>
      ))}
      {total > Math.min(items.length, shownAtOnce) && (
        <li className="cb-muted">
          and {(total - Math.min(items.length, shownAtOnce)).toLocaleString()} more
        </li>
      )}
    </ul>
  )
}
