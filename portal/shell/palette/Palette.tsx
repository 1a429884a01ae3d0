import { lazy, Suspense, useState } from 'react'

const PaletteDialog = lazy(() => import('./PaletteDialog.tsx'))

/** The palette, loaded when it is first opened. */
export function Palette({ isOpen, close }: { isOpen: boolean; close(): void }) {
  const [wasOpen, setWasOpen] = useState(false)
  if (isOpen && !wasOpen) setWasOpen(true)
  if (!wasOpen) return null
  return (
    <Suspense fallback={null}>
      <PaletteDialog isOpen={isOpen} close={close} />
    </Suspense>
  )
}
