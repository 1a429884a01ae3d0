/**
 * Counters, gauges and histograms in the Prometheus text format. Written here because the usual package costs
 * 66 ms of start-up and 20 MB of memory, against a hundred lines.
 */
export interface Instrument {
  readonly name: string
  render(): string
}

export type Labels = Record<string, string>

export interface Counter extends Instrument {
  inc(labels?: Labels, by?: number): void
}

export interface Gauge extends Instrument {
  set(value: number, labels?: Labels): void
}

export interface Histogram extends Instrument {
  observe(seconds: number, labels?: Labels): void
}

/** A label with endless values would fill the memory: further ones are counted together. */
const mostSeries = 2_000

/** Keeps one value per set of label values. */
function series<T>(names: readonly string[], empty: () => T) {
  const kept = new Map<string, { labels: string; value: T }>()
  const others: Labels = Object.fromEntries(names.map((name) => [name, 'other']))
  const find = (labels: Labels = {}): { labels: string; value: T } => {
    const key = names.length === 0 ? '' : names.map((name) => labels[name] ?? '').join('\u0001')
    const known = kept.get(key)
    if (known) return known
    if (kept.size >= mostSeries && labels !== others) return find(others)
    const made = { labels: labelText(names, labels), value: empty() }
    kept.set(key, made)
    return made
  }
  // Without labels the value exists from the start, so that a graph begins at zero.
  if (names.length === 0) find()
  return { find, all: () => kept.values() }
}

function labelText(names: readonly string[], labels: Labels): string {
  return names.map((name) => `${name}="${escaped(labels[name] ?? '')}"`).join(',')
}

function escaped(text: string): string {
  return text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))
}

function head(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help.replace(/[\\\n]/g, (c) => (c === '\n' ? '\\n' : '\\\\'))}\n# TYPE ${name} ${type}\n`
}

function sample(name: string, labels: string, value: number): string {
  const shown = Number.isNaN(value)
    ? 'NaN'
    : Math.abs(value) === Infinity
      ? value > 0
        ? '+Inf'
        : '-Inf'
      : value
  return labels ? `${name}{${labels}} ${shown}\n` : `${name} ${shown}\n`
}

export function counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
  const values = series(labelNames, () => ({ total: 0 }))
  return {
    name,
    inc(labels, by = 1) {
      if (by > 0) values.find(labels).value.total += by
    },
    render() {
      let text = head(name, help, 'counter')
      for (const { labels, value } of values.all()) text += sample(name, labels, value.total)
      return text
    },
  }
}

export function gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
  const values = series(labelNames, () => ({ now: 0 }))
  return {
    name,
    set(value, labels) {
      values.find(labels).value.now = value
    },
    render() {
      let text = head(name, help, 'gauge')
      for (const { labels, value } of values.all()) text += sample(name, labels, value.now)
      return text
    },
  }
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

export function histogram(name: string, help: string, labelNames: readonly string[] = []): Histogram {
  const values = series(labelNames, () => ({ counts: new Array<number>(buckets.length + 1).fill(0), sum: 0 }))
  return {
    name,
    observe(seconds, labels) {
      const { value } = values.find(labels)
      const found = buckets.findIndex((le) => seconds <= le)
      const index = found === -1 ? buckets.length : found
      value.counts[index] = (value.counts[index] ?? 0) + 1
      value.sum += seconds
    },
    render() {
      let text = head(name, help, 'histogram')
      for (const { labels, value } of values.all()) text += histogramText(name, labels, value)
      return text
    },
  }
}

function histogramText(name: string, labels: string, value: { counts: number[]; sum: number }): string {
  const comma = labels ? `${labels},` : ''
  let text = ''
  let count = 0
  for (const [index, n] of value.counts.entries()) {
    count += n
    text += sample(`${name}_bucket`, `${comma}le="${buckets[index] ?? '+Inf'}"`, count)
  }
  return text + sample(`${name}_sum`, labels, value.sum) + sample(`${name}_count`, labels, count)
}
