import { Button, RefreshIcon, sentenceOf, toast, usePermission, usePortal } from '@callboard/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { refreshEntity } from '../data/catalog-data.ts'

/** Has the entity's file read again now, and shows what came of it. */
export function RefreshButton({ entityRef }: { entityRef: string }) {
  const portal = usePortal()
  const queries = useQueryClient()
  const permitted = usePermission('catalog.entity.refresh', entityRef)
  const refresh = useMutation({
    mutationFn: () => refreshEntity(portal, entityRef),
    onSuccess() {
      toast({ text: 'Refresh scheduled' })
      // The reading takes a moment: look twice.
      for (const ms of [600, 2500]) {
        setTimeout(() => void queries.invalidateQueries({ queryKey: ['catalog'] }), ms)
      }
    },
    onError: (error) => toast({ text: sentenceOf(error), tone: 'bad' }),
  })
  return (
    <Button
      icon={<RefreshIcon size={14} />}
      title={permitted.reason ?? 'Schedule entity refresh'}
      data-command="Refresh this entity"
      disabled={refresh.isPending || !permitted.isAllowed}
      onClick={() => refresh.mutate()}
    >
      <span data-word="">Refresh</span>
    </Button>
  )
}
