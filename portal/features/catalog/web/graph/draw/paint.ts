import type { GraphLayout } from '../layout/types.ts'
import { type Drawing, nodeSize } from '../model/drawing.ts'
import type { SceneLook } from './Scene.tsx'
import type { Size, Viewport } from './viewport.ts'

const kinds = [
  'component',
  'api',
  'resource',
  'system',
  'domain',
  'group',
  'user',
  'template',
  'location',
  'other',
]

/** The colours of the theme as the canvas needs them. */
export function readColours(element: Element): Record<string, string> {
  const style = getComputedStyle(element)
  const names = [
    'hairline-strong',
    'hairline',
    'text',
    'accent',
    'surface',
    ...kinds.map((kind) => `kind-${kind}`),
  ]
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--cb-${name}`).trim()]))
}

/** Thousands of nodes from afar: tinted cards and thin lines, a few milliseconds a frame. */
export function paint(
  canvas: HTMLCanvasElement,
  drawing: Drawing,
  layout: GraphLayout,
  view: Viewport,
  screen: Size,
  look: SceneLook,
  colours: Record<string, string>,
): void {
  const ratio = Math.min(2, window.devicePixelRatio || 1)
  const [width, height] = [Math.round(screen.width * ratio), Math.round(screen.height * ratio)]
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width
    canvas.height = height
  }
  const pen = canvas.getContext('2d')
  if (!pen) return
  pen.setTransform(1, 0, 0, 1, 0, 0)
  pen.clearRect(0, 0, width, height)
  pen.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio)
  pen.lineWidth = 1 / view.scale
  const paths = [...layout.paths, ...layout.blocks.map((block) => block.path)]
  pen.globalAlpha = look.focus === undefined ? 0.7 : 0.2
  pen.strokeStyle = colours['hairline-strong'] ?? '#888'
  pen.beginPath()
  for (const points of paths) trace(pen, points)
  pen.stroke()
  if (look.focus !== undefined) {
    pen.globalAlpha = 1
    pen.strokeStyle = colours.text ?? '#000'
    pen.beginPath()
    drawing.edges.forEach(({ source, target }, index) => {
      if (source === look.focus || target === look.focus) trace(pen, layout.paths[index] ?? [])
    })
    pen.stroke()
  }
  const beside = look.focus === undefined ? null : drawing.near.get(look.focus)
  const roots = new Set(drawing.roots)
  const [w, h] = [nodeSize.width, nodeSize.height]
  drawing.nodes.forEach(({ ref, kind }, index) => {
    const isDim =
      (look.found !== null && !look.found.has(ref)) ||
      (beside != null && ref !== look.focus && !beside.has(ref))
    pen.globalAlpha = isDim ? 0.15 : 0.85
    pen.fillStyle = colours[`kind-${kind.toLowerCase()}`] ?? colours['kind-other'] ?? '#888'
    const [x, y] = [(layout.x[index] ?? 0) - w / 2, (layout.y[index] ?? 0) - h / 2]
    pen.fillRect(x, y, w, h)
    if (!roots.has(index) && ref !== look.selected) return
    pen.globalAlpha = 1
    pen.strokeStyle = colours.accent ?? '#f80'
    pen.lineWidth = 3 / view.scale
    pen.strokeRect(x, y, w, h)
    pen.lineWidth = 1 / view.scale
  })
}

function trace(pen: CanvasRenderingContext2D, points: readonly number[]): void {
  if (points.length < 4) return
  pen.moveTo(points[0] ?? 0, points[1] ?? 0)
  for (let index = 2; index < points.length; index += 2)
    pen.lineTo(points[index] ?? 0, points[index + 1] ?? 0)
}
