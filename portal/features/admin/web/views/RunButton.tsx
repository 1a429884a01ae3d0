import { Button, RefreshIcon, usePermission } from '@callboard/ui'
import { useDo } from './admin-data.ts'

/** Has a piece of background work done now, for those who may. */
export function RunButton({ name, item, label }: { name: string; item: string; label: string }) {
  const { act, isPending, said } = useDo('Asked for')
  const { isAllowed, reason } = usePermission('admin.update')
  return (
    <Button
      icon={<RefreshIcon size={14} />}
      disabled={isPending || !isAllowed}
      title={reason}
      onClick={() => act({ path: '/api/admin/jobs/trigger', method: 'POST', body: { name, key: item } })}
    >
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  )
}
