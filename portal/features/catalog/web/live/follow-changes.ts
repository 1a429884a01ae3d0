/**
 * What the catalog tells live. All tabs of one user share one connection: the tab that holds the lock reads,
 * and passes on what it hears; when it closes, another takes over.
 */
import type { Portal } from '@callboard/sdk/web'
import { oldestSeen } from '../data/seen-revision.ts'
import { readEvents } from './read-events.ts'

export interface Told {
  event: string
  data: unknown
}

/** What a tab says when it begins to listen: the oldest revision it shows. */
interface Newcomer {
  seen: number
}

type Follow = Pick<Portal, 'request' | 'basePath' | 'user'>

/** Calls back for every event until the returned function is called. */
export function followChanges(portal: Follow, listener: (told: Told) => void): () => void {
  const stop = new AbortController()
  const name = `callboard.changes ${portal.basePath} ${portal.user.userEntityRef}`
  const others = new BroadcastChannel(name)
  let latest: number | undefined
  others.onmessage = ({ data }: MessageEvent<Told | Newcomer>) => {
    if ('event' in data) listener(data)
    // A tab that has just opened may have missed what this one heard.
    else if (latest !== undefined && data.seen < latest) others.postMessage({ event: 'changed', data: null })
  }
  const read = () =>
    stayConnected(portal, stop.signal, (told, revision) => {
      latest = revision ?? latest
      others.postMessage(told)
      listener(told)
    })
  const seen = oldestSeen()
  if (seen !== undefined) others.postMessage({ seen })
  // Locks exist only where the connection is trusted; elsewhere every tab reads for itself.
  const leading = navigator.locks ? navigator.locks.request(name, { signal: stop.signal }, read) : read()
  leading.catch(() => {})
  return () => {
    stop.abort()
    others.close()
  }
}

const shortestWaitMs = 1_000
const longestWaitMs = 30_000

async function stayConnected(
  portal: Follow,
  signal: AbortSignal,
  tell: (told: Told, revision: number | undefined) => void,
): Promise<void> {
  let since = oldestSeen()?.toString()
  let waitMs = shortestWaitMs
  while (!signal.aborted) {
    try {
      const path = `/api/catalog/changes${since === undefined ? '' : `?since=${since}`}`
      const response = await portal.request(path, { signal, headers: { accept: 'text/event-stream' } })
      if (!response.body) return
      for await (const { event, id, data } of readEvents(response.body)) {
        since = id ?? since
        waitMs = shortestWaitMs
        tell({ event, data }, since === undefined ? undefined : Number(since))
      }
    } catch {
      // The frame says it when the portal is away; here it is only tried again.
    }
    // Not all browsers of a company at the same moment after a restart.
    await pause(waitMs * (0.75 + Math.random() / 2), signal)
    waitMs = Math.min(longestWaitMs, waitMs * 2)
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
