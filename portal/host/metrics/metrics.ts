import type { Metrics } from '@callboard/sdk'
import {
  type Counter,
  counter,
  type Gauge,
  gauge,
  type Histogram,
  histogram,
  type Instrument,
} from './instruments.ts'
import { startProcessMetrics } from './process-metrics.ts'

export interface HostMetrics extends Metrics {
  counter(name: string, help: string, labels?: string[]): Counter
  gauge(name: string, help: string, labels?: string[]): Gauge
  histogram(name: string, help: string, labels?: string[]): Histogram
  /** Runs before each scrape, to set gauges that are dear to know. A failing one leaves the others alone. */
  beforeRender(refresh: () => Promise<void> | void): void
  /** Everything in the Prometheus text format. */
  render(): Promise<string>
  stop(): void
}

/** Content type of `render()`. */
export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8'

const names = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/

/** The registry of one process. Asking twice for one name gives the same instrument. */
export function createMetrics(): HostMetrics {
  const instruments = new Map<string, Instrument>()
  const refreshers: (() => Promise<void> | void)[] = []
  const ownProcess = startProcessMetrics()
  const once = <T extends Instrument>(name: string, make: () => T): T => {
    const known = instruments.get(name)
    if (known) return known as T
    if (!names.test(name)) throw new Error(`"${name}" is not a metric name`)
    const made = make()
    instruments.set(name, made)
    return made
  }
  return {
    counter: (name, help, labels) => once(name, () => counter(name, help, labels)),
    gauge: (name, help, labels) => once(name, () => gauge(name, help, labels)),
    histogram: (name, help, labels) => once(name, () => histogram(name, help, labels)),
    beforeRender: (refresh) => void refreshers.push(refresh),
    async render() {
      await Promise.allSettled(refreshers.map(async (refresh) => refresh()))
      return [...instruments.values()].map((instrument) => instrument.render()).join('') + ownProcess.render()
    },
    stop: () => ownProcess.stop(),
  }
}
