import { lazy, Suspense, useState } from 'react'
import type { Shortcut } from '../shortcuts.ts'

const KeysDialog = lazy(() => import('./KeysDialog.tsx'))

/** The list of keys, loaded when it is asked for. */
export function KeysHelp(props: { isOpen: boolean; close(): void; shortcuts: Shortcut[] }) {
  const [wasOpen, setWasOpen] = useState(false)
  if (props.isOpen && !wasOpen) setWasOpen(true)
  if (!wasOpen) return null
  return (
    <Suspense fallback={null}>
      <KeysDialog {...props} />
    </Suspense>
  )
}
