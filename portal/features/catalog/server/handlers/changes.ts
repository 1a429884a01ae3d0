/** Live changes as server-sent events: what a page needs to know that it is out of date, and no more. */
import { type Handlers, Reply, type RequestContext } from '@callboard/sdk'
import type { CatalogApi } from '../../api.ts'
import type { CatalogChange } from '../change-feed.ts'
import { isEverything } from '../query/condition.ts'
import { type HandlerDeps, scopeOf } from './context.ts'

const heartbeatMs = 20_000
/** A reader that takes nothing is cut off at this many messages; it comes back and is told to read all. */
const mostWaiting = 256

export function changeHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, 'watchChanges'> {
  return {
    async watchChanges(request, { query }) {
      const scope = await scopeOf(deps, request)
      const seesAll = isEverything(scope.visible)
      const from = lastSeen(request) ?? query.since
      const encoder = new TextEncoder()
      let end = () => {}
      const body = new ReadableStream<Uint8Array>(
        {
          async start(controller) {
            const send = (event: string, data: unknown, id?: number) => {
              const line = id === undefined ? '' : `id: ${id}\n`
              const text = `event: ${event}\n${line}data: ${JSON.stringify(data)}\n\n`
              controller.enqueue(encoder.encode(text))
              if ((controller.desiredSize ?? 1) <= 0) finish()
            }
            const tell = (change: CatalogChange) => {
              const { event, data } = change
              if (event !== 'changed') return send(event, data)
              // Refs alone may say too much to one who sees only a part.
              send(event, seesAll ? data : { ...data, refs: [], all: true }, data.revision)
            }
            const stopWatching = deps.changes.watch(tell)
            const heartbeat = setInterval(
              () => controller.enqueue(encoder.encode(': still here\n\n')),
              heartbeatMs,
            )
            // The next connection brings a token that is still good.
            const expiry = setTimeout(() => finish(), lifetimeOf(request))
            const finish = () => {
              end()
              controller.close()
            }
            end = () => {
              stopWatching()
              clearInterval(heartbeat)
              clearTimeout(expiry)
              request.signal.removeEventListener('abort', end)
              end = () => {}
            }
            request.signal.addEventListener('abort', end)
            controller.enqueue(encoder.encode('retry: 2000\n\n'))
            const missed = await deps.changes.since(from ?? scope.revision)
            if (from !== undefined && (missed.all || missed.refs.length > 0)) {
              tell({ event: 'changed', data: missed })
            } else {
              send('hello', { revision: missed.revision }, missed.revision)
            }
          },
          cancel: () => end(),
        },
        { highWaterMark: mostWaiting },
      )
      return new Reply(200, body, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      })
    },
  }
}

function lastSeen(request: RequestContext): number | undefined {
  const id = request.headers.get('last-event-id')
  return id !== null && /^\d{1,15}$/.test(id) ? Number(id) : undefined
}

function lifetimeOf({ credentials }: RequestContext): number {
  const longest = 3_600_000
  if (credentials.type !== 'user') return longest
  return Math.max(0, Math.min(longest, Date.parse(credentials.expiresAt) - Date.now()))
}
