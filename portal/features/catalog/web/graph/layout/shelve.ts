export interface Box {
  width: number
  height: number
}

export interface Shelves extends Box {
  at: { x: number; y: number }[]
}

/** Puts boxes on shelves under each other, tall ones first, so that the whole is about as wide as a screen. */
export function shelve(boxes: readonly Box[], gap: number): Shelves {
  const area = boxes.reduce((sum, box) => sum + (box.width + gap) * (box.height + gap), 0)
  const widest = boxes.reduce((most, box) => Math.max(most, box.width), 0)
  const room = Math.max(widest, Math.sqrt(area * 1.6))
  const order = boxes
    .map((_, index) => index)
    .sort((a, b) => (boxes[b]?.height ?? 0) - (boxes[a]?.height ?? 0))
  const at = boxes.map(() => ({ x: 0, y: 0 }))
  let x = 0
  let y = 0
  let shelf = 0
  let width = 0
  for (const index of order) {
    const box = boxes[index] ?? { width: 0, height: 0 }
    if (x > 0 && x + box.width > room) {
      x = 0
      y += shelf + gap
      shelf = 0
    }
    at[index] = { x, y }
    width = Math.max(width, x + box.width)
    shelf = Math.max(shelf, box.height)
    x += box.width + gap
  }
  return { at, width, height: y + shelf }
}
