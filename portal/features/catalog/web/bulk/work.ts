/** What is done with many entities: batch by batch, and what failed is told. */
export interface Failure {
  /** What it was about: a ref or a location. */
  subject: string
  error: unknown
}

interface Manner<T> {
  /** Items of one batch. */
  size: number
  subjectOf(item: T): string
  onProgress(done: number): void
  /** Stops before the next batch. */
  signal: AbortSignal
}

export interface Worked<T> {
  failures: Failure[]
  /** Items of the batches that were begun. */
  reached: readonly T[]
}

/** Does the work for all items, one batch after the other. A batch that fails does not stop the others. */
export async function inBatches<T>(
  items: readonly T[],
  work: (batch: readonly T[]) => Promise<Failure[]>,
  { size, subjectOf, onProgress, signal }: Manner<T>,
): Promise<Worked<T>> {
  const failures: Failure[] = []
  let done = 0
  while (done < items.length && !signal.aborted) {
    const batch = items.slice(done, done + size)
    const failAll = (error: unknown) => batch.map((item) => ({ subject: subjectOf(item), error }))
    failures.push(...(await work(batch).catch(failAll)))
    done += batch.length
    onProgress(done)
  }
  return { failures, reached: items.slice(0, done) }
}
