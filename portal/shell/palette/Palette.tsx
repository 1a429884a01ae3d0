import { lazy, Suspense, useEffect, useState } from 'react'
import type { KeyActions } from '../shortcuts.ts'

const load = () => import('./PaletteDialog.tsx')
const PaletteDialog = lazy(load)

/** The palette, loaded when the page has come to rest, so that no letter typed after ⌘K is lost. */
export function Palette(props: { isOpen: boolean; close(): void; actions: KeyActions }) {
  const { isOpen } = props
  const [wasOpen, setWasOpen] = useState(false)
  if (isOpen && !wasOpen) setWasOpen(true)
  useEffect(() => {
    const idle = window.setTimeout(load, 1500)
    return () => window.clearTimeout(idle)
  }, [])
  if (!wasOpen) return null
  return (
    <Suspense fallback={null}>
      <PaletteDialog {...props} />
    </Suspense>
  )
}
