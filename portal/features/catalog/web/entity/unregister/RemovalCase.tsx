import { PortalError } from '@callboard/sdk/errors'
import { type EntityView, refOf } from '@callboard/sdk/model'
import { Button, EntityLink, sentenceOf, useConfigText, usePortal } from '@callboard/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { titleOf } from '../../data/entity-text.ts'
import { deleteEntity, type Removal, unregister } from '../data/removal-data.ts'
import classes from './Unregister.module.css'
import { useRemovedToast } from './use-removed-toast.ts'

type Action = 'unregister' | 'delete'

/** What can be done in this case, in its own words, and what comes of it. */
export function RemovalCase({
  entity,
  removal,
  onClose,
}: {
  entity: EntityView
  removal: Removal
  onClose(): void
}) {
  const portal = usePortal()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const sayRemoved = useRemovedToast()
  // The question comes after the dialog: the harmless answer takes the focus when it is there.
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => cancel.current?.focus(), [])
  const isReadonly = portal.config('catalog.readonly') === true
  const remove = useMutation({
    mutationFn: async (action: Action) => {
      if (action === 'unregister' && removal.case === 'registered') {
        await unregister(portal, removal.location)
      } else {
        await deleteEntity(portal, entity).catch((error: unknown) => {
          // Gone already is what was wanted.
          if (!(error instanceof PortalError && error.code === 'not_found')) throw error
        })
      }
    },
    onSuccess: async (_, action) => {
      onClose()
      if (action === 'unregister' && removal.case === 'registered') {
        sayRemoved(unregisteredText(titleOf(entity), removal.total - 1), [removal.location])
      } else sayRemoved(`${titleOf(entity)} was deleted`, [])
      await navigate({ to: '/catalog' })
      void queries.invalidateQueries({ queryKey: ['catalog'] })
    },
  })
  const run = (action: Action) => () => remove.mutate(action)
  const canUnregister = removal.case === 'registered' && !isReadonly
  const isPlain = removal.case === 'orphan' || removal.case === 'no-location'
  return (
    <>
      {removal.case === 'registered' && <Registered removal={removal} />}
      {removal.case === 'registered' && isReadonly && (
        <p className={classes.note}>
          This portal is read-only (<code>catalog.readonly</code> in its config): registrations are not
          changed here. Take the location out where it is kept, or ask who runs the portal.
        </p>
      )}
      {removal.case === 'protected' && (
        <p>
          You cannot unregister this entity, since it originates from a protected portal configuration
          (location “<code className={classes.location}>{removal.origin}</code>”). If you believe this is in
          error, ask who runs this portal.
        </p>
      )}
      {removal.case === 'orphan' && (
        <p>
          Nothing declares <b dir="auto">{titleOf(entity)}</b> any more. Deleting it takes it out of the
          catalog; its history stays.
        </p>
      )}
      {removal.case === 'no-location' && (
        <p>
          This entity does not seem to originate from a registered location. You therefore only have the
          option to delete it outright from the catalog.
        </p>
      )}
      {remove.error && (
        <p className={classes.error} role="alert">
          {sentenceOf(remove.error)}
        </p>
      )}
      <div className={classes.actions}>
        <Button ref={cancel} onClick={onClose} disabled={remove.isPending}>
          Cancel
        </Button>
        {canUnregister && (
          <Button className={classes.danger} disabled={remove.isPending} onClick={run('unregister')}>
            {remove.isPending && remove.variables === 'unregister' ? 'Unregistering…' : 'Unregister Location'}
          </Button>
        )}
        {isPlain && (
          <Button className={classes.danger} disabled={remove.isPending} onClick={run('delete')}>
            {remove.isPending ? 'Deleting…' : removal.case === 'orphan' ? 'Delete' : 'Delete Entity'}
          </Button>
        )}
      </div>
      {!isPlain && <Advanced removal={removal} isPending={remove.isPending} onDelete={run('delete')} />}
    </>
  )
}

function unregisteredText(title: string, others: number): string {
  return others > 0 ? `${title} and ${others} more were unregistered` : `${title} was unregistered`
}

function Registered({ removal }: { removal: Removal & { case: 'registered' } }) {
  const app = useConfigText('app.title', 'Callboard')
  const { taken, total, location } = removal
  return (
    <>
      <p>This action will unregister the following entities:</p>
      <ul className={classes.taken}>
        {taken.map((other) => (
          <li key={refOf(other)}>
            <EntityLink entityRef={refOf(other)} label={{ title: titleOf(other) }} />
          </li>
        ))}
        {total > taken.length && <li className="cb-muted">and {total - taken.length} more</li>}
      </ul>
      <p>Located at the following location:</p>
      <p className={classes.location} dir="ltr">
        {location.target}
      </p>
      <p className="cb-muted">To undo, just re-register the entity in {app}.</p>
    </>
  )
}

function Advanced({
  removal,
  isPending,
  onDelete,
}: {
  removal: Removal
  isPending: boolean
  onDelete(): void
}) {
  const [isOpen, setIsOpen] = useState(false)
  if (!isOpen) {
    return (
      <button type="button" className={classes.advanced} onClick={() => setIsOpen(true)}>
        Advanced Options
      </button>
    )
  }
  return (
    <div className={classes.advancedBox}>
      <p>
        You can delete only this entity.{' '}
        {removal.case === 'protected' || removal.case === 'registered'
          ? 'As its file still declares it, it comes back when the file is read again.'
          : ''}
      </p>
      <Button className={classes.danger} disabled={isPending} onClick={onDelete}>
        Delete Entity
      </Button>
    </div>
  )
}
