import { Button, RefreshIcon, sentenceOf, usePermission, usePortal } from '@callboard/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { refreshEntity } from '../data/catalog-data.ts'

/** Has the entity's file read again now, and shows what came of it. */
export function RefreshButton({ entityRef }: { entityRef: string }) {
  const portal = usePortal()
  const queries = useQueryClient()
  const permitted = usePermission('catalog.entity.refresh', entityRef)
  const [said, setSaid] = useState<string>()
  const refresh = useMutation({
    mutationFn: () => refreshEntity(portal, entityRef),
    onSuccess: () => setSaid('Refresh scheduled'),
    onError: (error) => setSaid(sentenceOf(error)),
  })
  useEffect(() => {
    if (!said) return
    // The reading takes a moment; look twice before the word goes away.
    const timers = [600, 2500].map((ms) =>
      setTimeout(() => queries.invalidateQueries({ queryKey: ['catalog'] }), ms),
    )
    timers.push(setTimeout(() => setSaid(undefined), 3000))
    return () => timers.forEach(clearTimeout)
  }, [said, queries])
  return (
    <Button
      icon={<RefreshIcon size={14} />}
      title={permitted.reason ?? 'Schedule entity refresh'}
      data-command="Refresh this entity"
      disabled={refresh.isPending || !permitted.isAllowed}
      onClick={() => refresh.mutate()}
    >
      <span aria-live="polite">{said ?? 'Refresh'}</span>
    </Button>
  )
}
