/** The worker in which graphs are laid out, so that the page never waits for it. */
import { layoutGraph } from './layout.ts'
import type { GraphLayout, GraphShape } from './types.ts'

export interface LayoutQuestion {
  id: number
  shape: GraphShape
  roots: number[]
}

export interface LayoutReply {
  id: number
  layout: GraphLayout
  /** How long it took, in milliseconds. */
  took: number
}

// The page's types know `self` as a window.
const scope = self as unknown as {
  onmessage: ((event: MessageEvent<LayoutQuestion>) => void) | null
  postMessage(reply: LayoutReply): void
}

scope.onmessage = ({ data: { id, shape, roots } }) => {
  const started = performance.now()
  const layout = layoutGraph(shape, roots)
  scope.postMessage({ id, layout, took: performance.now() - started })
}
