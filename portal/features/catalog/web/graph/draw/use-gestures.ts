import { type RefObject, useEffect, useEffectEvent } from 'react'
import { type Viewport, zoomAt } from './viewport.ts'

type Change = (next: (view: Viewport) => Viewport) => void

/** Below this way a press is a click. */
const slop = 4

/**
 * Moving and zooming with a pointer, two fingers, or the wheel. `wheel: 'with-key'` leaves the plain wheel to
 * the page, for small graphs inside of one.
 */
export function useGestures(
  stage: RefObject<HTMLElement | null>,
  change: Change,
  wheel: 'always' | 'with-key',
): void {
  const onWheel = useEffectEvent((event: WheelEvent) => {
    if (wheel === 'with-key' && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    const pixels = event.deltaMode === 1 ? 16 : 1
    const [dx, dy] = [event.deltaX * pixels, event.deltaY * pixels]
    if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) {
      const sideways = dx === 0 ? dy : dx
      change((view) => ({ ...view, x: view.x - sideways }))
      return
    }
    const point = pointOf(event, stage.current)
    // A pinch on a touch pad sends small steps with the control key.
    const speed = event.ctrlKey ? 0.01 : 0.0016
    change((view) => zoomAt(view, point, Math.exp(-dy * speed)))
  })
  const apply = useEffectEvent(change)

  useEffect(() => {
    const element = stage.current
    if (!element) return
    const pointers = new Map<number, { x: number; y: number }>()
    let moved = 0
    const down = (event: PointerEvent) => {
      if (event.button !== 0 && event.pointerType === 'mouse') return
      if (event.target instanceof Element && event.target.closest('button, a, input, select')) return
      pointers.set(event.pointerId, pointOf(event, element))
      if (pointers.size === 1) moved = 0
    }
    const move = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId)
      if (!before) return
      const now = pointOf(event, element)
      moved += Math.hypot(now.x - before.x, now.y - before.y)
      if (moved < slop) return
      element.dataset.moving = ''
      if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId)
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1]
      pointers.set(event.pointerId, now)
      if (!other) {
        apply((view) => ({ ...view, x: view.x + now.x - before.x, y: view.y + now.y - before.y }))
        return
      }
      const factor = distance(now, other) / Math.max(1, distance(before, other))
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }
      const shift = { x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 }
      apply((view) => zoomAt({ ...view, x: view.x + shift.x, y: view.y + shift.y }, middle, factor))
    }
    const up = (event: PointerEvent) => {
      pointers.delete(event.pointerId)
      if (pointers.size === 0) setTimeout(() => delete element.dataset.moving)
    }
    const wheelListener = (event: WheelEvent) => onWheel(event)
    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', up)
    element.addEventListener('pointercancel', up)
    element.addEventListener('wheel', wheelListener, { passive: false })
    return () => {
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', up)
      element.removeEventListener('pointercancel', up)
      element.removeEventListener('wheel', wheelListener)
    }
  }, [stage])
}

export function pointOf(event: { clientX: number; clientY: number }, element: Element | null) {
  const box = element?.getBoundingClientRect()
  return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) }
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
