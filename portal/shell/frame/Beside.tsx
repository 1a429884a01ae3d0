import { usePortal } from '@callboard/ui'
import { type ComponentType, useEffect, useState } from 'react'

/** What features run beside every page. It waits until the first page stands, and may fail without harm. */
export function Beside() {
  const { features } = usePortal()
  const [loaded, setLoaded] = useState<{ id: string; Part: ComponentType }[]>([])
  useEffect(() => {
    let isGone = false
    const timer = setTimeout(() => {
      for (const { id, beside } of features) {
        beside?.load().then(
          ({ default: Part }) => {
            if (!isGone) setLoaded((before) => [...before.filter((part) => part.id !== id), { id, Part }])
          },
          () => {},
        )
      }
    }, 1000)
    return () => {
      isGone = true
      clearTimeout(timer)
    }
  }, [features])
  return loaded.map(({ id, Part }) => <Part key={id} />)
}
