import { type DefinitionProblem, mapping, type Read } from './problem.ts'
import type { Json } from './values.ts'

export type { DefinitionProblem, Read }

/** Longer YAML is read in a worker: 1 MB takes a second, in which the page must answer. */
const longForPage = 200_000
const patience = 20_000

/** Reads an OpenAPI or AsyncAPI text: JSON at once, YAML with the library, long YAML off the main thread. */
export async function readDocument(text: string): Promise<Read<Json>> {
  const json = readJson(text)
  if (json) return json
  if (text.length > longForPage && typeof Worker !== 'undefined') return await readInWorker(text)
  const { readYaml } = await import('./read-yaml.ts')
  return readYaml(text)
}

// Broken JSON is left to the YAML reader, which knows the line.
function readJson(text: string): Read<Json> | undefined {
  if (!/^\s*\{/.test(text)) return undefined
  try {
    return mapping(JSON.parse(text))
  } catch {
    return undefined
  }
}

function readInWorker(text: string): Promise<Read<Json>> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./read-worker.ts', import.meta.url), { type: 'module' })
    const end = (read: Read<Json>) => {
      clearTimeout(timer)
      worker.terminate()
      resolve(read)
    }
    const tooLong = { message: 'Reading the definition took too long, so it is shown as text only.' }
    const timer = setTimeout(() => end({ problem: tooLong }), patience)
    worker.onmessage = (event: MessageEvent<Read<Json>>) => end(event.data)
    worker.onerror = () => end({ problem: { message: 'The definition could not be read in this browser.' } })
    worker.postMessage(text)
  })
}
