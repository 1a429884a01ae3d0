import { setTimeout as sleep } from 'node:timers/promises'
import { isRetryable } from './faults.ts'

const attempts = 12

/**
 * Runs `once` again while the database says that another transaction was in the way: 12 times, waiting
 * 5 ms to 2 s with jitter, so about 10 s in all. Everything else is thrown as it is.
 */
export async function withRetries<T>(once: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once()
    } catch (thrown) {
      if (attempt >= attempts || !isRetryable(thrown)) throw thrown
      const ceiling = Math.min(2_000, 5 * 2 ** attempt)
      await sleep(ceiling * (0.5 + Math.random() / 2))
    }
  }
}
