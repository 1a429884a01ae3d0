/** The whole drawing as a file, in the colours of the theme, without anything from outside. */
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import type { Curve } from './draw/edge-path.ts'
import { Scene } from './draw/Scene.tsx'
import type { GraphLayout } from './layout/types.ts'
import type { Drawing } from './model/drawing.ts'

const margin = 24
/** Browsers give up on larger pictures. */
const mostPixels = 12_000

const styles = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
]

/** A standalone SVG document. */
export function graphSvg(drawing: Drawing, layout: GraphLayout, curve: Curve): string {
  const host = document.createElement('div')
  host.style.cssText = 'position:fixed;left:-10000px;top:0;width:10px;height:10px;overflow:hidden'
  document.body.append(host)
  const root = createRoot(host)
  const [width, height] = [Math.ceil(layout.width + 2 * margin), Math.ceil(layout.height + 2 * margin)]
  const look = { focus: undefined, found: null, selected: undefined, tabStop: undefined, edge: undefined }
  try {
    flushSync(() =>
      root.render(
        <svg
          xmlns="http://www.w3.org/2000/svg"
          width={width}
          height={height}
          viewBox={`${-margin} ${-margin} ${width} ${height}`}
        >
          <title>Relations</title>
          <rect x={-margin} y={-margin} width={width} height={height} fill="var(--cb-canvas)" />
          <Scene drawing={drawing} layout={layout} curve={curve} look={look} range={null} isSimple={false} />
        </svg>,
      ),
    )
    const svg = host.querySelector('svg')
    if (!svg) return ''
    writeStyles(svg)
    return new XMLSerializer().serializeToString(svg)
  } finally {
    root.unmount()
    host.remove()
  }
}

/** A PNG of it at twice its size, or as large as browsers can. */
export async function graphPng(svg: string, layout: GraphLayout): Promise<Blob> {
  const [width, height] = [layout.width + 2 * margin, layout.height + 2 * margin]
  const scale = Math.min(2, mostPixels / Math.max(width, height))
  const image = new Image()
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large'))),
        'image/png',
      ),
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** Offers a file to keep. */
export function saveFile(name: string, content: Blob | string, type: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

// Outside of the portal there are no style sheets and no variables. All is read before anything is written, as
// what an element looks like depends on the classes around it.
function writeStyles(svg: SVGElement): void {
  const colour = colourReader()
  const elements = [...svg.querySelectorAll<SVGElement>('*')]
  const looks = elements.map((element) => {
    const computed = getComputedStyle(element)
    const names = element.tagName === 'text' ? styles : styles.filter((name) => !/^(font|text)/.test(name))
    return names.map((name) => [name, computed.getPropertyValue(name)] as const)
  })
  for (const [index, element] of elements.entries()) {
    for (const [name, value] of looks[index] ?? []) {
      if (value !== '')
        element.setAttribute(name, name === 'fill' || name === 'stroke' ? colour(value) : value)
    }
    for (const name of dropped) element.removeAttribute(name)
  }
  for (const hit of svg.querySelectorAll('path[stroke="none"][fill="none"]')) hit.remove()
}

/** What means something on the page only. */
const dropped = ['class', 'role', 'tabindex', 'aria-label', 'aria-description', 'aria-pressed']

/** Colours as every program reads them: `oklch(…)` becomes `#rrggbb`. */
function colourReader(): (value: string) => string {
  const known = new Map<string, string>()
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  return (value) => {
    if (value === 'none' || value.startsWith('url')) return value
    const before = known.get(value)
    if (before !== undefined || !pen) return before ?? value
    pen.clearRect(0, 0, 1, 1)
    pen.fillStyle = value
    pen.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0, alpha = 0] = pen.getImageData(0, 0, 1, 1).data
    const hex = [red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')
    const found = alpha === 0 ? 'none' : `#${hex}`
    known.set(value, found)
    return found
  }
}
