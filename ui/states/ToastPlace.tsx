import { type ComponentType, lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { onToasts, shownToasts } from './toast.ts'

const Toasts = lazy<ComponentType>(() => import('./Toasts.tsx').catch(() => ({ default: () => null })))

/** Where messages in passing appear. It comes when the first page has come to rest, or with the first message. */
export function ToastPlace() {
  const isNeeded = useSyncExternalStore(onToasts, () => shownToasts().length > 0)
  const [isThere, setThere] = useState(false)
  useEffect(() => {
    // Those who listen hear only what is added to a place that was there before.
    const timer = setTimeout(() => setThere(true), 1000)
    return () => clearTimeout(timer)
  }, [])
  return <Suspense fallback={null}>{(isThere || isNeeded) && <Toasts />}</Suspense>
}
