import type { GraphDirection } from '../layout/types.ts'

export type Curve = 'curveMonotoneX' | 'curveStepBefore'

const head = 5

/** The `d` of a line through these points (x, y, x, y, …) with an arrow head at its end. */
export function edgePath(points: readonly number[], direction: GraphDirection, curve: Curve): string {
  if (points.length < 4) return ''
  const isAcross = direction === 'TB' || direction === 'BT'
  let path = `M${at(points, 0)}`
  for (let index = 2; index < points.length; index += 2) {
    path += segment(points, index, isAcross, curve)
  }
  return path + arrow(points, isAcross)
}

/** The middle of a line, where its label stands. */
export function middleOf(points: readonly number[]): { x: number; y: number } {
  const step = Math.max(2, Math.floor(points.length / 4) * 2)
  const [x0 = 0, y0 = 0, x1 = x0, y1 = y0] = points.slice(step - 2, step + 2)
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2 }
}

function segment(points: readonly number[], index: number, isAcross: boolean, curve: Curve): string {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = points.slice(index - 2, index + 2)
  if (isAcross ? x0 === x1 : y0 === y1) return `L${round(x1)},${round(y1)}`
  const [mx, my] = [round((x0 + x1) / 2), round((y0 + y1) / 2)]
  if (curve === 'curveStepBefore') {
    return isAcross ? `V${my}H${round(x1)}V${round(y1)}` : `H${mx}V${round(y1)}H${round(x1)}`
  }
  return isAcross
    ? `C${round(x0)},${my} ${round(x1)},${my} ${round(x1)},${round(y1)}`
    : `C${mx},${round(y0)} ${mx},${round(y1)} ${round(x1)},${round(y1)}`
}

function arrow(points: readonly number[], isAcross: boolean): string {
  const [x0 = 0, y0 = 0, x = 0, y = 0] = points.slice(-4)
  const back = (isAcross ? y - y0 : x - x0) < 0 ? head : -head
  const half = head * 0.7
  return isAcross
    ? `M${round(x - half)},${round(y + back)}L${round(x)},${round(y)}L${round(x + half)},${round(y + back)}`
    : `M${round(x + back)},${round(y - half)}L${round(x)},${round(y)}L${round(x + back)},${round(y + half)}`
}

function at(points: readonly number[], index: number): string {
  return `${round(points[index] ?? 0)},${round(points[index + 1] ?? 0)}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
