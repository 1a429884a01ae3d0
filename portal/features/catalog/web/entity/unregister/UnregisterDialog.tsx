import { type EntityView, refOf } from '@callboard/sdk/model'
import { CloseIcon, Failed, IconButton, Skeleton, usePortal } from '@callboard/ui'
import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { findRemoval, isOrphan } from '../data/removal-data.ts'
import { RemovalCase } from './RemovalCase.tsx'
import classes from './Unregister.module.css'

/** Asks before an entity, or a registration with everything it brought, leaves the catalog. */
export function UnregisterDialog({
  entity,
  isOpen,
  onClose,
}: {
  entity: EntityView
  isOpen: boolean
  onClose(): void
}) {
  const title = isOrphan(entity)
    ? 'Are you sure you want to delete this entity?'
    : 'Are you sure you want to unregister this entity?'
  return (
    <Modal.Root opened={isOpen} onClose={onClose} size={540} centered>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body>
          <div className={classes.head}>
            <h2 className={classes.title}>{title}</h2>
            <IconButton label="Close" onClick={onClose}>
              <CloseIcon size={14} />
            </IconButton>
          </div>
          <div className={classes.body}>
            <Question entity={entity} onClose={onClose} />
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

function Question({ entity, onClose }: { entity: EntityView; onClose(): void }) {
  const portal = usePortal()
  const query = useQuery({
    queryKey: ['catalog', 'removal', refOf(entity)],
    queryFn: ({ signal }) => findRemoval(portal, entity, { signal }),
    staleTime: 0,
  })
  if (query.data) return <RemovalCase entity={entity} removal={query.data} onClose={onClose} />
  if (query.error) {
    return (
      <Failed
        title="What depends on this could not be read"
        error={query.error}
        retry={() => void query.refetch()}
      />
    )
  }
  return <Skeleton width={280} height={60} />
}
