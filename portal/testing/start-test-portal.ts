import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPortal } from '../main.ts'

/**
 * The whole portal in this process, on a port of its own with a database of its own, signed in as guest.
 *
 * @example
 * const portal = await startTestPortal({ catalog: { locations: [{ type: 'file', target: './all.yaml' }] } })
 * const entities = await portal.json('/api/catalog/entities')
 * await portal.close()
 */
export interface TestPortal {
  url: string
  /** Working directory of the portal; relative `file` targets are found in it. */
  folder: string
  call(path: string, init?: RequestInit): Promise<Response>
  json<T>(path: string, init?: RequestInit): Promise<T>
  post(path: string, body: unknown): Promise<Response>
  /** Asks again until `isDone` returns null; its text says what is missing. @throws when that takes too long. */
  until(isDone: () => Promise<string | null>, withinMs?: number): Promise<void>
  close(): Promise<void>
}

export async function startTestPortal(
  config: Record<string, unknown>,
  files: Record<string, string> = {},
): Promise<TestPortal> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-portal-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const base = {
    app: { baseUrl: 'http://127.0.0.1' },
    backend: { listen: { port: 0, host: '127.0.0.1' }, database: { client: 'better-sqlite3' } },
    auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
  }
  // JSON is YAML.
  writeFileSync(join(folder, 'base.yaml'), JSON.stringify(base))
  writeFileSync(join(folder, 'app-config.yaml'), JSON.stringify(config))
  const portal = await startPortal({
    configFiles: [join(folder, 'base.yaml'), join(folder, 'app-config.yaml')],
    dataDir: join(folder, 'data'),
    env: { LOG_LEVEL: 'error' },
    cwd: folder,
  })
  await portal.ready
  const answer = await fetch(`${portal.url}/api/auth/guest/refresh`, { method: 'POST' })
  const { backstageIdentity } = (await answer.json()) as { backstageIdentity: { token: string } }

  const call = (path: string, init: RequestInit = {}) =>
    fetch(portal.url + path, {
      ...init,
      headers: {
        authorization: `Bearer ${backstageIdentity.token}`,
        'content-type': 'application/json',
        ...init.headers,
      },
    })
  return {
    url: portal.url,
    folder,
    call,
    json: async <T>(path: string, init?: RequestInit) => (await (await call(path, init)).json()) as T,
    post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body) }),
    async until(isDone, withinMs = 20_000) {
      const end = Date.now() + withinMs
      for (;;) {
        const missing = await isDone()
        if (missing === null) return
        if (Date.now() > end) throw new Error(`after ${withinMs / 1000} s: ${missing}`)
        await sleep(50)
      }
    },
    async close() {
      await portal.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
