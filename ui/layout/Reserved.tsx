import { type ReactNode, useLayoutEffect, useRef } from 'react'

/**
 * Holds the room that a part of the page took last time while it is loading, so that nothing below it moves when
 * it comes. Heights are remembered for each width of the window.
 */
export function Reserved({
  id,
  isLoading,
  atFirst,
  children,
}: {
  id: string
  isLoading: boolean
  /** Height in px as long as none is known. */
  atFirst: number
  children: ReactNode
}) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (!element || isLoading) return
    const observer = new ResizeObserver(() => keep(id, element.offsetHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [id, isLoading])
  return (
    <div ref={box} style={isLoading ? { minHeight: heightOf(id) ?? atFirst } : undefined}>
      {children}
    </div>
  )
}

const keyOf = (id: string) => `callboard.height.${id}.${Math.round(window.innerWidth / 50)}`

function heightOf(id: string): number | undefined {
  const height = Number(localStorage.getItem(keyOf(id)))
  return height > 0 ? Math.min(height, 2000) : undefined
}

function keep(id: string, height: number): void {
  try {
    if (height > 0) localStorage.setItem(keyOf(id), String(height))
  } catch {
    // A browser that stores nothing starts from the first height each time.
  }
}
