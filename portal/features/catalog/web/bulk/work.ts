/** What is done with many entities: one after the other, a few at a time, and what failed is told. */
export interface Failure {
  /** What it was about: a ref or a location. */
  subject: string
  error: unknown
}

const atOnce = 4

/**
 * Does the work for every item. What fails does not stop the others; `signal` stops before the next one.
 *
 * @returns what failed, in the order of the items.
 */
export async function forEach<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  {
    subjectOf,
    onProgress,
    signal,
  }: { subjectOf(item: T): string; onProgress(done: number): void; signal: AbortSignal },
): Promise<Failure[]> {
  const failures = new Map<number, Failure>()
  let next = 0
  let done = 0
  const worker = async () => {
    while (next < items.length && !signal.aborted) {
      const index = next++
      const item = items[index] as T
      try {
        await work(item)
      } catch (error) {
        failures.set(index, { subject: subjectOf(item), error })
      }
      done += 1
      onProgress(done)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return [...failures].toSorted(([a], [b]) => a - b).map(([, failure]) => failure)
}
