import { type EntityView, refOf } from '@callboard/sdk/model'
import { Dialog, Failed, Skeleton, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { findRemoval, isOrphan } from '../data/removal-data.ts'
import { RemovalCase } from './RemovalCase.tsx'

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
  if (!isOpen) return null
  return (
    <Dialog title={title} onClose={onClose} size={540}>
      <Question entity={entity} onClose={onClose} />
    </Dialog>
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
