/** Starts the built product as an operator would, and asks it things over HTTP. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from './temporary-folder.ts'

const program = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'cli.js')

export interface Product {
  base: string
  pid: number
  /** Process start to the first 200 of the readiness route. */
  readyMs: number
  get(path: string): Promise<Response>
  json<T>(path: string): Promise<T>
  post(path: string, body: unknown): Promise<Response>
  /** Token of the guest; empty when guests are not let in. */
  token: string
  /** Everything the process has printed. */
  log(): string
  exited: Promise<number | null>
  /** Resident memory in MB. */
  rss(): number
  /** One value of /metrics, summed over its labels. */
  metric(name: string): Promise<number>
  stop(signal?: NodeJS.Signals): Promise<void>
}

export interface ProductOptions {
  /** Config as data, or undefined for the built-in sample. */
  config?: Record<string, unknown>
  dataDir: string
  /** Config files as they are, in order; used instead of `config`. */
  configFiles?: string[]
  env?: Record<string, string>
  /** Path the portal is served under, as in `app.baseUrl`. */
  basePath?: string
  port?: number
  /** False: answer as soon as it listens (liveness 200). */
  untilReady?: boolean
  cwd?: string
}

export async function startProduct(options: ProductOptions): Promise<Product> {
  const port = options.port ?? (await freePort())
  const base = `http://127.0.0.1:${port}${options.basePath ?? ''}`
  const started = performance.now()
  const child = spawn(process.execPath, [program, ...argumentsOf(options, port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'info', ...options.env },
    cwd: options.cwd ?? options.dataDir,
  })
  // A test that fails must not leave the product behind.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.removeListener('exit', kill))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
  const route = options.untilReady === false ? 'liveness' : 'readiness'
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`The product ended: ${output}`)
    return (await fetch(`${base}/.backstage/health/v1/${route}`)).ok
  }, 60_000)
  const readyMs = performance.now() - started
  const token = options.untilReady === false ? '' : await guestToken(base)
  return productAt(base, child, readyMs, token, () => output)
}

function argumentsOf(options: ProductOptions, port: number): string[] {
  const files = options.configFiles ?? []
  if (options.config) {
    const file = join(temporaryFolder('config'), 'app-config.json')
    writeFileSync(file, JSON.stringify(options.config))
    files.push(file)
  }
  return [
    ...['serve', '--port', String(port), '--host', '127.0.0.1', '--data-dir', options.dataDir],
    ...files.flatMap((file) => ['--config', file]),
  ]
}

/** A guest's token, or '' when guests are not let in. */
export async function guestToken(base: string): Promise<string> {
  const answer = await fetch(`${base}/api/auth/guest/refresh`, { method: 'POST' })
  if (!answer.ok) return ''
  const { backstageIdentity } = (await answer.json()) as { backstageIdentity: { token: string } }
  return backstageIdentity.token
}

function productAt(
  base: string,
  child: ChildProcess,
  readyMs: number,
  token: string,
  log: () => string,
): Product {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const get = (path: string) => fetch(base + path, { headers })
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    base,
    pid: child.pid ?? 0,
    readyMs,
    token,
    log,
    exited,
    get,
    json: async <T>(path: string) => (await get(path)).json() as Promise<T>,
    post: (path, body) => fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) }),
    rss: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    metric: async (name) => sumOf(await (await get('/metrics')).text(), name),
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      await exited
    },
  }
}

/** Waits until every entity that was written is in the catalog; answers the seconds it took. */
export async function untilIngested(
  product: Product,
  entities: number,
  timeoutMs = 300_000,
): Promise<number> {
  const started = performance.now()
  await until(async () => (await countOf(product)) >= entities, timeoutMs, 25)
  return (performance.now() - started) / 1000
}

export async function countOf(product: Product): Promise<number> {
  const page = await product.json<{ totalItems: number }>('/api/catalog/entities/by-query?limit=0')
  return page.totalItems
}

export async function until(done: () => Promise<boolean>, timeoutMs: number, everyMs = 5): Promise<void> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const ok = await done().catch((error: Error) => {
      if (/The product ended/.test(error.message)) throw error
      return false
    })
    if (ok) return
    if (performance.now() > end) throw new Error(`Not done after ${timeoutMs / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

function sumOf(text: string, name: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
