import type { EntityView } from '@callboard/sdk/model'
import { lazy, Suspense, useState } from 'react'

const UnregisterDialog = lazy(() =>
  import('../unregister/UnregisterDialog.tsx').then((file) => ({ default: file.UnregisterDialog })),
)

/** The dialog that takes an entity out of the catalog, loaded when it is first asked for. */
export function RemovalDialog(props: { entity: EntityView; isOpen: boolean; onClose(): void }) {
  const [wasOpen, setWasOpen] = useState(props.isOpen)
  if (props.isOpen && !wasOpen) setWasOpen(true)
  return <Suspense fallback={null}>{wasOpen && <UnregisterDialog {...props} />}</Suspense>
}
