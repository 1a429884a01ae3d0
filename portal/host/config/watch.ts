import { type FSWatcher, watch } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Calls back, once things are quiet, after something happened in a folder of the files. Folders are watched
 * and not files: editors replace files, and Kubernetes swaps the link `..data` beside a mounted one. Does not
 * keep the process alive.
 */
export function watchFiles(files: string[], changed: () => void, quietMs = 300): () => void {
  let timer: NodeJS.Timeout | undefined
  const watchers: FSWatcher[] = []
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(changed, quietMs)
    timer.unref()
  }
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    try {
      const watcher = watch(folder, { persistent: false }, later)
      // A folder that goes away, or a system out of watches, costs the live reload and nothing else.
      watcher.on('error', () => watcher.close())
      watchers.push(watcher)
    } catch {}
  }
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
