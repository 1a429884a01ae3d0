/** A small catalog of files and the built product that reads it: what the browser tests look at. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort, type Product, startProduct, until } from '../portal/testing/product.ts'
import { files } from './stage-files.ts'

export interface Stage {
  /** Address of the portal with its base path, no slash at the end. */
  base: string
  product: Product
  /** Writes a catalog file anew. */
  write(path: string, text: string): void
  close(): Promise<void>
}

export interface StageOptions {
  basePath?: string
  port?: number
  config?: Record<string, unknown>
  /** More keys of `app`. */
  app?: Record<string, unknown>
  /** Components that are waited for. */
  components?: number
}

/** Starts the portal on the stage's files and waits until they are in the catalog. */
export async function openStage({
  basePath = '',
  port,
  config = {},
  app = {},
  components = 6,
}: StageOptions = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-stage-'))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  const listen = port ?? (await freePort())
  const product = await startProduct({
    dataDir: join(folder, 'data'),
    cwd: folder,
    port: listen,
    basePath,
    config: configOf(`http://127.0.0.1:${listen}${basePath}`, config, app),
  })
  const names = () =>
    product.json<{ totalItems: number }>('/api/catalog/entities/by-query?limit=0&filter=kind=component')
  if (product.token) await until(async () => (await names()).totalItems >= components, 20_000, 50)
  return {
    base: `http://127.0.0.1:${listen}${basePath}`,
    product,
    write,
    close: async () => {
      await product.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configOf(
  baseUrl: string,
  more: Record<string, unknown>,
  app: Record<string, unknown>,
): Record<string, unknown> {
  return {
    app: { title: 'Stage Portal', baseUrl, ...app },
    organization: { name: 'Harbour Stage' },
    backend: { baseUrl, database: { client: 'better-sqlite3', connection: ':memory:' } },
    auth: {
      providers: {
        guest: {
          dangerouslyAllowOutsideDevelopment: true,
          ownershipEntityRefs: ['user:development/guest', 'group:default/lights'],
        },
      },
    },
    catalog: {
      rules: [{ allow: ['Component', 'API', 'Resource', 'System', 'Group', 'User', 'Location'] }],
      locations: [
        { type: 'file', target: './catalog/all.yaml' },
        { type: 'file', target: './catalog/gone.yaml' },
      ],
    },
    ...more,
  }
}

/** A proxy that takes `/backstage` off the path before it asks the portal, as many do. */
export async function openStrippingProxy(
  prefix: string,
  target: string,
): Promise<{ base: string; close(): void }> {
  const { hostname, port } = new URL(target)
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith(prefix)) {
      outgoing.writeHead(404).end()
      return
    }
    const path = incoming.url.slice(prefix.length) || '/'
    const asked = request(
      { hostname, port, path, method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      },
    )
    asked.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(asked)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  return {
    base: `http://127.0.0.1:${address.port}${prefix}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
