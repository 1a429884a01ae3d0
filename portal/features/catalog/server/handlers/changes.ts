/** Live changes as server-sent events: what a page needs to know that it is out of date, and no more. */
import { type Handlers, Reply, type RequestContext } from '@callboard/sdk'
import type { CatalogApi } from '../../api.ts'
import type { CatalogChange } from '../change-feed.ts'
import { entitiesByRefs } from '../query/by-refs.ts'
import { everything, isEverything } from '../query/condition.ts'
import { countProblems } from '../query/problems.ts'
import type { Scope } from '../query/scope.ts'
import { type HandlerDeps, scopeOf } from './context.ts'

const heartbeatMs = 20_000
/** A reader that takes nothing is cut off at this many messages; it comes back and is told to read all. */
const mostWaiting = 256

export function changeHandlers(deps: HandlerDeps): Pick<Handlers<CatalogApi>, 'watchChanges'> {
  return {
    async watchChanges(request, { query }) {
      const scope = await scopeOf(deps, request)
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
            // One after the other, each as the policy and the catalog are by then.
            let isOver = false
            let told = Promise.resolve()
            const tell = (change: CatalogChange) => {
              told = told
                .then(async () => {
                  if (request.signal.aborted || isOver) return
                  const { event, data, id } = await toldTo(deps, request, change)
                  if (!isOver) send(event, data, id)
                })
                .catch(() => finish())
            }
            const stopWatching = deps.changes.watch(tell)
            const heartbeat = setInterval(
              () => controller.enqueue(encoder.encode(': still here\n\n')),
              heartbeatMs,
            )
            // The next connection brings a token that is still good.
            const expiry = setTimeout(() => finish(), lifetimeOf(request))
            const finish = () => {
              if (isOver) return
              end()
              controller.close()
            }
            end = () => {
              isOver = true
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

/** Of a change, what the caller may know: refs alone may say too much to one who sees only a part. */
async function toldTo(
  deps: HandlerDeps,
  request: RequestContext,
  change: CatalogChange,
): Promise<{ event: string; data: unknown; id?: number | undefined }> {
  const { event, data } = change
  const scope = await scopeOf(deps, request)
  if (event === 'changed') {
    const seesAll = isEverything(scope.visible) || (await seesEach(scope, data.refs))
    return { event, data: seesAll ? data : { ...data, refs: [], all: true }, id: data.revision }
  }
  if (event !== 'problems' || isEverything(scope.visible)) return { event, data }
  return { event, data: await countProblems(scope) }
}

async function seesEach(scope: Scope, refs: readonly string[]): Promise<boolean> {
  const texts = await entitiesByRefs(scope, refs, everything, ['kind'])
  return texts.every((text) => text !== null)
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
