/**
 * An event stream may stay open for as long as a page does. Its caller is asked for anew every few seconds, and it
 * ends when they would not be let in any more: their token is over or revoked, they left, a right was taken. The
 * next connection is then told why.
 */
import { PortalError, Reply } from '@callboard/sdk'

const usualMs = 15_000

export function whileAdmitted(reply: Reply, admit: () => Promise<void>, everyMs = usualMs): Reply {
  const { body } = reply
  const type = reply.headers['content-type']
  const isLive = typeof type === 'string' && type.startsWith('text/event-stream')
  if (!isLive || !(body instanceof ReadableStream)) return reply
  return new Reply(reply.status, checked(body, admit, everyMs), reply.headers)
}

function checked(
  body: ReadableStream<Uint8Array>,
  admit: () => Promise<void>,
  everyMs: number,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let timer: NodeJS.Timeout | undefined
  const stop = () => clearInterval(timer)
  return new ReadableStream<Uint8Array>({
    start() {
      const check = () =>
        admit().catch((thrown: unknown) => {
          // The reader that waits in `pull` hears of the end, and closes.
          if (isRefused(thrown)) void reader.cancel()
        })
      timer = setInterval(check, everyMs)
      timer.unref()
    },
    async pull(controller) {
      const { done, value } = await reader.read().catch((thrown: unknown) => {
        stop()
        throw thrown
      })
      if (!done) return controller.enqueue(value)
      stop()
      controller.close()
    },
    cancel(reason) {
      stop()
      return reader.cancel(reason)
    },
  })
}

/** A database that is away for a moment refuses nobody. */
function isRefused(thrown: unknown): boolean {
  return thrown instanceof PortalError && ['unauthenticated', 'forbidden'].includes(thrown.code)
}
