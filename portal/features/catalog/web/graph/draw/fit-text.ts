let pen: CanvasRenderingContext2D | null | undefined
const widths = new Map<string, number>()

/** The text as far as it fits, with an ellipsis; SVG has no `text-overflow`. */
export function fitText(text: string, width: number, font: string): string {
  const short = text.length > 120 ? text.slice(0, 120) : text
  if (widthOf(short, font) <= width) return short
  let [low, high] = [0, short.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (widthOf(`${short.slice(0, middle)}…`, font) <= width) low = middle
    else high = middle - 1
  }
  return `${short.slice(0, low).trimEnd()}…`
}

function widthOf(text: string, font: string): number {
  const key = `${font}\n${text}`
  const known = widths.get(key)
  if (known !== undefined) return known
  pen ??= document.createElement('canvas').getContext('2d')
  if (pen) pen.font = font
  const width = pen?.measureText(text).width ?? text.length * 7
  if (widths.size > 20_000) widths.clear()
  widths.set(key, width)
  return width
}
