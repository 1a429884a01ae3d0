import { useEffect, useState } from 'react'
import { layoutGraph } from './layout.ts'
import type { LayoutQuestion, LayoutReply } from './layout-worker.ts'
import type { GraphLayout, GraphShape } from './types.ts'

let worker: Worker | undefined
let lastId = 0
const waiting = new Map<number, { resolve(reply: LayoutReply): void; reject(error: Error): void }>()

/** Lays out in the worker; it is started with the first graph and kept. */
function askWorker(shape: GraphShape, roots: number[]): Promise<LayoutReply> {
  if (!worker) {
    worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<LayoutReply>) => {
      waiting.get(data.id)?.resolve(data)
      waiting.delete(data.id)
    }
    worker.onerror = (event) => {
      for (const { reject } of waiting.values()) reject(new Error(event.message || 'The worker cannot start'))
      waiting.clear()
      worker = undefined
    }
  }
  const question: LayoutQuestion = { id: ++lastId, shape, roots }
  return new Promise((resolve, reject) => {
    waiting.set(question.id, { resolve, reject })
    worker?.postMessage(question)
  })
}

/** So many are laid out within a frame; fetching and starting a worker would take longer. */
const laidOutHere = 60

// A policy may forbid workers; a graph must still be drawn.
async function layOut(shape: GraphShape, roots: number[]): Promise<LayoutReply> {
  try {
    if (shape.count <= laidOutHere) return layOutHere(shape, roots)
    return await askWorker(shape, roots)
  } catch {
    return layOutHere(shape, roots)
  }
}

function layOutHere(shape: GraphShape, roots: number[]): LayoutReply {
  const started = performance.now()
  const layout = layoutGraph(shape, roots)
  return { id: 0, layout, took: performance.now() - started }
}

/** The layout of a shape; while a new one is on its way, the last one together with what it was made for. */
export function useLayout<T extends { shape: GraphShape; roots: number[] }>(
  input: T | undefined,
): { input: T; layout: GraphLayout; took: number } | undefined {
  const [done, setDone] = useState<{ input: T; layout: GraphLayout; took: number }>()
  useEffect(() => {
    if (!input) return
    let isWanted = true
    void layOut(input.shape, input.roots).then(({ layout, took }) => {
      // For who looks into slowness with the browser's own tools.
      performance.measure('graph layout', { start: performance.now() - took, duration: took })
      if (isWanted) setDone({ input, layout, took })
    })
    return () => {
      isWanted = false
    }
  }, [input])
  return done
}
