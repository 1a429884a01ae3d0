/** Percentiles, and an open-loop probe that shows when the event loop of the product stands still. */
export interface Latency {
  count: number
  p50: number
  p99: number
  max: number
}

export function latencyOf(samples: number[]): Latency {
  const sorted = [...samples].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? 0 }
}

/** Times `ask` one after the other, after a short warm-up. */
export async function timeEach(count: number, ask: (i: number) => Promise<unknown>): Promise<Latency> {
  for (let i = 0; i < Math.min(20, count); i++) await ask(i)
  const samples: number[] = []
  for (let i = 0; i < count; i++) {
    const started = performance.now()
    await ask(i)
    samples.push(performance.now() - started)
  }
  return latencyOf(samples)
}

/** Asks `url` every 100 ms, whether or not the last answer came, until stopped. */
export function startProbe(url: string): { stop(): Promise<Latency> } {
  const samples: number[] = []
  const asked: Promise<void>[] = []
  const timer = setInterval(() => {
    const started = performance.now()
    asked.push(
      fetch(url)
        .then((response) => response.arrayBuffer())
        .then(() => void samples.push(performance.now() - started))
        .catch(() => void samples.push(Number.POSITIVE_INFINITY)),
    )
  }, 100)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(asked)
      return latencyOf(samples)
    },
  }
}
