import type { Log } from '@callboard/sdk'

/**
 * The same stream, with two differences: what breaks it is logged and not sent (the Node adapter writes an
 * error's message into the body), and it ends quietly when `end` aborts.
 */
export function guardStream(
  body: ReadableStream<Uint8Array>,
  log: Log,
  end?: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let ended = false
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const stop = (): void => {
        if (ended) return
        ended = true
        void reader.cancel()
        controller.close()
      }
      if (end?.aborted) stop()
      else end?.addEventListener('abort', stop, { once: true })
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (ended) return
        if (!done) return controller.enqueue(value)
        ended = true
        controller.close()
      } catch (thrown) {
        if (ended) return
        ended = true
        log.error('answer broke off', { error: thrown })
        controller.error(new Error('The answer could not be completed'))
      }
    },
    cancel(reason) {
      ended = true
      return reader.cancel(reason)
    },
  })
}
