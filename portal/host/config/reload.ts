import type { ConfigReader } from '@callboard/sdk'
import { type LoadOptions, loadConfig } from './load-config.ts'
import { watchFiles } from './watch.ts'

/** Reads everything again after a change on disk, and tells the listener when the values really differ. */
export function follow(
  options: LoadOptions,
  files: string[],
  current: unknown,
  listener: (config: ConfigReader) => void,
): void {
  if (options.signal?.aborted) return
  let known = JSON.stringify(current)
  let knownProblems = ''
  let isReading = false
  const reload = async () => {
    if (isReading) return
    isReading = true
    try {
      const next = await loadConfig(options)
      const errors = next.problems.filter((problem) => problem.severity === 'error')
      const text = JSON.stringify(errors)
      if (errors.length > 0) {
        if (text !== knownProblems) options.onBadReload?.(errors)
      } else if (JSON.stringify(next.data) !== known) {
        known = JSON.stringify(next.data)
        listener(next.reader)
      }
      knownProblems = text
    } finally {
      isReading = false
    }
  }
  const stop = watchFiles(files, () => void reload())
  options.signal?.addEventListener('abort', stop, { once: true })
}
