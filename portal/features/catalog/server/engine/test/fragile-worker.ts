/** An ingest worker that dies of a file called `crash` and hangs in one called `hang`. */
import { parentPort } from 'node:worker_threads'
import type { ToWorker } from '../messages.ts'

parentPort?.on('message', (message: ToWorker) => {
  if (message.type !== 'ingest') return
  const names = message.items.map((item) => item.location.target)
  if (names.includes('crash')) process.exit(3)
  // A thread that is stuck.
  while (names.includes('hang'));
  const results = names.map(() => ({ outcome: 'unchanged' }))
  parentPort?.postMessage({ type: 'ingested', id: message.id, results })
})
