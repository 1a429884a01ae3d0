import { Button, RefreshIcon } from '@callboard/ui'
import { useDo } from './admin-data.ts'

/** Has a piece of background work done now. */
export function RunButton({ name, item, label }: { name: string; item: string; label: string }) {
  const { act, isPending, said } = useDo('Asked for')
  return (
    <Button
      icon={<RefreshIcon size={14} />}
      disabled={isPending}
      onClick={() => act({ path: '/api/admin/jobs/trigger', method: 'POST', body: { name, key: item } })}
    >
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  )
}
