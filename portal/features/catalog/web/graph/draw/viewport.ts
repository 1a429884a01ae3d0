/** Which part of a drawing is on the screen: screen = drawing × scale + (x, y). */
export interface Viewport {
  x: number
  y: number
  scale: number
}

export interface Size {
  width: number
  height: number
}

export interface Range {
  left: number
  top: number
  right: number
  bottom: number
}

const smallest = 0.04
const largest = 2.5

/** All of it, never larger than life. */
export function fitAll(drawing: Size, screen: Size, margin: number): Viewport {
  const scale = clamp(
    Math.min(
      (screen.width - 2 * margin) / Math.max(1, drawing.width),
      (screen.height - 2 * margin) / Math.max(1, drawing.height),
      1,
    ),
  )
  return {
    x: (screen.width - drawing.width * scale) / 2,
    y: (screen.height - drawing.height * scale) / 2,
    scale,
  }
}

/** From which scale all of it may be shown at once, and how large a part is shown where that is too small. */
export interface Readability {
  least: number
  readable: number
  margin: number
}

/** All of it where that can be read; else the place of interest in the middle, large enough. */
export function fitReadable(
  drawing: Size,
  screen: Size,
  at: { x: number; y: number },
  { least, readable, margin }: Readability,
): Viewport {
  const all = fitAll(drawing, screen, margin)
  if (all.scale >= least) return all
  const centred = centreOn(at, screen, readable)
  // No empty half of the screen when the place lies at an edge.
  const keep = (offset: number, extent: number, room: number) =>
    extent * readable <= room
      ? (room - extent * readable) / 2
      : Math.min(margin, Math.max(room - extent * readable - margin, offset))
  return {
    scale: readable,
    x: keep(centred.x, drawing.width, screen.width),
    y: keep(centred.y, drawing.height, screen.height),
  }
}

export function centreOn(at: { x: number; y: number }, screen: Size, scale: number): Viewport {
  return { x: screen.width / 2 - at.x * scale, y: screen.height / 2 - at.y * scale, scale }
}

/** Grows or shrinks around a point of the screen, which stays where it is. */
export function zoomAt(view: Viewport, point: { x: number; y: number }, factor: number): Viewport {
  const scale = clamp(view.scale * factor)
  const real = scale / view.scale
  return { scale, x: point.x - (point.x - view.x) * real, y: point.y - (point.y - view.y) * real }
}

/** What is on the screen and a little around it, in steps, so that it changes seldom while panning. */
export function rangeOf(view: Viewport, screen: Size): Range {
  const step = Math.max(screen.width, screen.height) / view.scale / 2
  const down = (value: number) => Math.floor(value / step - 0.25) * step
  const up = (value: number) => Math.ceil(value / step + 0.25) * step
  return {
    left: down(-view.x / view.scale),
    top: down(-view.y / view.scale),
    right: up((screen.width - view.x) / view.scale),
    bottom: up((screen.height - view.y) / view.scale),
  }
}

function clamp(scale: number): number {
  return Math.min(largest, Math.max(smallest, scale))
}
