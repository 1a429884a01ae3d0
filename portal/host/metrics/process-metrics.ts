/** The process itself, under the names that dashboards for Node already use. Read only when somebody asks. */
import { readdirSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { counter, gauge } from './instruments.ts'

const resolutionMs = 20

export interface ProcessMetrics {
  render(): string
  stop(): void
}

export function startProcessMetrics(): ProcessMetrics {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  return {
    render() {
      const text = cpu() + memory() + eventLoop(delay) + files() + about()
      // Each scrape tells of the time since the last one.
      delay.reset()
      return text
    },
    stop: () => void delay.disable(),
  }
}

function single(kind: 'gauge' | 'counter', name: string, help: string, value: number): string {
  if (kind === 'gauge') {
    const made = gauge(name, help)
    made.set(value)
    return made.render()
  }
  const made = counter(name, help)
  made.inc(undefined, value)
  return made.render()
}

function cpu(): string {
  const { user, system } = process.cpuUsage()
  return (
    single('counter', 'process_cpu_user_seconds_total', 'User CPU time in seconds.', user / 1e6) +
    single('counter', 'process_cpu_system_seconds_total', 'System CPU time in seconds.', system / 1e6) +
    single('counter', 'process_cpu_seconds_total', 'CPU time in seconds.', (user + system) / 1e6)
  )
}

function memory(): string {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
  return (
    single('gauge', 'process_resident_memory_bytes', 'Resident memory in bytes.', rss) +
    single('gauge', 'nodejs_heap_size_total_bytes', 'Heap size in bytes.', heapTotal) +
    single('gauge', 'nodejs_heap_size_used_bytes', 'Heap in use in bytes.', heapUsed) +
    single('gauge', 'nodejs_external_memory_bytes', 'External memory in bytes.', external)
  )
}

interface Delay {
  min: number
  max: number
  mean: number
  percentile(p: number): number
}

function eventLoop(delay: Delay): string {
  // Node counts from timer to timer; what is over the resolution is lag. Nothing measured yet is no lag.
  const seconds = (ns: number) => (Number.isFinite(ns) ? Math.max(0, ns / 1e9 - resolutionMs / 1e3) : 0)
  const name = 'nodejs_eventloop_lag'
  const of = (suffix: string, ns: number) =>
    single(
      'gauge',
      `${name}${suffix}_seconds`,
      'Event loop lag since the last scrape, in seconds.',
      seconds(ns),
    )
  const measured = delay.max > 0
  return (
    of('', measured ? delay.mean : 0) +
    of('_mean', measured ? delay.mean : 0) +
    of('_max', measured ? delay.max : 0) +
    of('_p50', measured ? delay.percentile(50) : 0) +
    of('_p90', measured ? delay.percentile(90) : 0) +
    of('_p99', measured ? delay.percentile(99) : 0)
  )
}

function files(): string {
  try {
    const open = readdirSync('/proc/self/fd').length
    return single('gauge', 'process_open_fds', 'Open file descriptors.', open)
  } catch {
    // Only Linux has /proc.
    return ''
  }
}

function about(): string {
  const version = gauge('nodejs_version_info', 'Node.js version.', ['version'])
  version.set(1, { version: process.version })
  const started = Date.now() / 1e3 - process.uptime()
  return (
    single(
      'gauge',
      'process_start_time_seconds',
      'Start of the process, seconds since 1970.',
      Math.round(started),
    ) + version.render()
  )
}
