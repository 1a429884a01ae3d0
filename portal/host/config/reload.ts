import { type ConfigReader, reasonOf } from '@callboard/sdk'
import type { JsonObject } from '@callboard/sdk/model'
import { type LoadOptions, loadConfig } from './load-config.ts'
import { watchFiles } from './watch.ts'

/**
 * Reads everything again after a change on disk and tells whoever listens, when the values really differ. A
 * config with an error in it is reported and not used. Watching begins with the first listener.
 */
export function createFollower(
  options: LoadOptions,
  files: string[],
  data: JsonObject,
): (listener: (config: ConfigReader) => void) => void {
  const listeners: ((config: ConfigReader) => void)[] = []
  let known = JSON.stringify(data)
  let reported = ''
  let isReading = false
  let isStale = false
  let watched: string[] = []
  let stop = () => {}

  function watch(next: string[]): void {
    if (options.signal?.aborted || next.join('\n') === watched.join('\n')) return
    stop()
    watched = next
    stop = watchFiles(watched, () => void reload())
  }

  async function reload(): Promise<void> {
    // A change during a read is read afterwards, once.
    if (isReading) {
      isStale = true
      return
    }
    isReading = true
    try {
      await read()
    } finally {
      isReading = false
    }
    if (!isStale) return
    isStale = false
    await reload()
  }

  async function read(): Promise<void> {
    const next = await loadConfig(options)
    const errors = next.problems.filter((problem) => problem.severity === 'error')
    const report = errors.length > 0 ? JSON.stringify(errors) : ''
    if (report !== '' && report !== reported) options.onBadReload?.(errors)
    reported = report
    if (report !== '') return
    const before = watched
    watch(next.files)
    // What happened while no watcher stood was not seen.
    if (watched !== before) isStale = true
    const text = JSON.stringify(next.data)
    if (text === known) return
    known = text
    for (const listener of listeners) tell(listener, next.reader)
  }

  /** One listener that cannot use the new values costs neither the others nor the process. */
  function tell(listener: (config: ConfigReader) => void, reader: ConfigReader): void {
    try {
      listener(reader)
    } catch (error) {
      options.onBadReload?.([{ severity: 'error', name: 'ConfigError', message: reasonOf(error) }])
    }
  }

  return (listener) => {
    if (listeners.push(listener) > 1) return
    watch(files)
    options.signal?.addEventListener('abort', () => stop(), { once: true })
  }
}
