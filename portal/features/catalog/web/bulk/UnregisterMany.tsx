import { PortalError } from '@callboard/sdk/errors'
import { refOf } from '@callboard/sdk/model'
import { Button, Dialog, Failed, useConfigText, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { LocationAnswer } from '../../api.ts'
import { deleteEntity, unregister } from '../entity/data/removal-data.ts'
import { useRemovedToast } from '../entity/unregister/use-removed-toast.ts'
import classes from './bulk.module.css'
import { planRemoval, type RemovalPlan } from './removal-plan.ts'
import { type Failure, forEach } from './work.ts'

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
  const [read, setRead] = useState<[done: number, of: number]>()
  const plan = useQuery({
    queryKey: ['catalog', 'removal-plan', refs],
    queryFn: ({ signal }) => planRemoval(portal, refs, { signal, onProgress: (...now) => setRead(now) }),
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
          Reading where they come from… {read && `${read[0]} of ${read[1]}`}
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

type Step = { subject: string; location?: LocationAnswer; run(): Promise<void> }

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
  const steps: Step[] = [
    ...registrations.map(({ location }) => ({
      subject: location.target,
      location,
      run: () => unregister(portal, location).catch(orGone),
    })),
    ...plan.loose.map((entity) => ({
      subject: refOf(entity),
      run: () => deleteEntity(portal, entity).catch(orGone),
    })),
  ]
  const run = async () => {
    const abort = new AbortController()
    running.current = abort
    setDone(0)
    const reached: Step[] = []
    const work = (step: Step) => {
      reached.push(step)
      return step.run()
    }
    const failures = await forEach(steps, work, {
      subjectOf: ({ subject }) => subject,
      onProgress: setDone,
      signal: abort.signal,
    })
    const failed = new Set(failures.map(({ subject }) => subject))
    const worked = reached.filter(({ subject }) => !failed.has(subject))
    const locations = worked.flatMap(({ location }) => location ?? [])
    if (worked.length > 0)
      sayRemoved(removedText(locations.length, worked.length - locations.length), locations)
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
                , <b>{plan.othersTotal} of them not selected</b>
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
          <List items={plan.loose.map(refOf)} total={plan.loose.length} />
        </>
      )}
      {plan.kept.length > 0 && (
        <p className={classes.note}>
          {counted(plan.kept.length, 'entity originates', 'entities originate')} from a protected portal
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
            {steps.length === 0 ? 'Close' : 'Cancel'}
          </Button>
        ) : (
          <Button onClick={() => running.current?.abort()}>Stop</Button>
        )}
        {steps.length > 0 && (
          <Button className={classes.danger} disabled={done !== undefined} onClick={() => void run()}>
            {done !== undefined
              ? `${done} of ${steps.length}…`
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

/** Gone already is what was wanted. */
function orGone(error: unknown): void {
  if (!(error instanceof PortalError && error.code === 'not_found')) throw error
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
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
        <li className="cb-muted">and {total - Math.min(items.length, shownAtOnce)} more</li>
      )}
    </ul>
  )
}
