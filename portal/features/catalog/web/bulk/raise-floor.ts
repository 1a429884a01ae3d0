const gap = 12

/** Lets messages in passing stand above a bar at the foot of the screen; as its `ref`, for as long as it is there. */
export function raiseFloor(bar: HTMLElement | null): (() => void) | undefined {
  if (!bar) return undefined
  const { style } = document.documentElement
  const observer = new ResizeObserver(() => {
    const { top } = bar.getBoundingClientRect()
    style.setProperty('--cb-floor', `${Math.round(window.innerHeight - top + gap)}px`)
  })
  observer.observe(bar)
  return () => {
    observer.disconnect()
    style.removeProperty('--cb-floor')
  }
}
