import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

/**
 * A web server for tests that serves files, and every way in which serving a file goes wrong.
 *
 * @example
 * const host = await startFilesHost({ '/catalog-info.yaml': 'kind: Component' })
 * host.set('/slow.yaml', { hang: true })
 */
export interface FilesHost {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  url: string
  /** `127.0.0.1:<port>`, as `backend.reading.allow` wants it. */
  host: string
  set(path: string, file: HostedFile | string): void
  remove(path: string): void
  /** Serves every file below a folder of the disk, as it is now. */
  serveFolder(folder: string, under?: string): void
  /** What was asked so far, oldest first; empty it with `requests.length = 0`. */
  requests: HostRequest[]
  close(): Promise<void>
}

export interface HostRequest {
  method: string
  path: string
  headers: Record<string, string | string[] | undefined>
  /** The status answered; 0 while nothing has been. */
  status: number
}

export interface HostedFile {
  body?: string | Uint8Array
  status?: number
  contentType?: string
  headers?: Record<string, string>
  /** Which validators are sent and honoured; `etag` unless told. */
  validator?: 'etag' | 'last-modified' | 'none'
  /** Answers with a redirect (`status`, else 302) to this address. */
  redirect?: string
  /** Waits before the first byte. */
  delayMs?: number
  /** Never answers. */
  hang?: boolean
  /** Sends the head at once, then one byte at a time. */
  trickleMs?: number
  /** Sends this many bytes of `a` without ever holding them, gzipped when `gzip`. */
  nonsenseBytes?: number
  gzip?: boolean
  /** Cuts the connection after the first half of the body. */
  cut?: boolean
}

export async function startFilesHost(files: Record<string, HostedFile | string> = {}): Promise<FilesHost> {
  const hosted = new Map<string, HostedFile & { modifiedAt: number }>()
  const requests: HostRequest[] = []
  const set = (path: string, file: HostedFile | string) => {
    hosted.set(path, { ...(typeof file === 'string' ? { body: file } : file), modifiedAt: Date.now() })
  }
  for (const [path, file] of Object.entries(files)) set(path, file)

  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname
    const seen: HostRequest = { method: request.method ?? 'GET', path, headers: request.headers, status: 0 }
    requests.push(seen)
    response.on('finish', () => {
      seen.status = response.statusCode
    })
    const file = hosted.get(path) ?? hosted.get(decodeURIComponent(path))
    if (!file) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('404: Not Found')
    await answer(file, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    set,
    remove: (path) => void hosted.delete(path),
    serveFolder(folder, under = '') {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const full = join(folder, name)
        if (!statSync(full).isFile()) continue
        set(`${under}/${relative(folder, full).split(sep).join('/')}`, { body: readFileSync(full) })
      }
    },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  file: HostedFile & { modifiedAt: number },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (file.hang) return
  if (file.delayMs) await new Promise((resolve) => setTimeout(resolve, file.delayMs))
  if (file.redirect !== undefined) {
    return void response.writeHead(file.status ?? 302, { location: file.redirect, ...file.headers }).end()
  }
  if (file.nonsenseBytes !== undefined) return sendNonsense(file, file.nonsenseBytes, response)

  const body = Buffer.from(file.body ?? '')
  const validator = file.validator ?? 'etag'
  const etag = `"${createHash('sha1').update(body).digest('hex')}"`
  const modified = new Date(file.modifiedAt).toUTCString()
  const headers: Record<string, string> = {
    'content-type': file.contentType ?? 'text/plain; charset=utf-8',
    ...(validator === 'etag' ? { etag } : {}),
    ...(validator === 'last-modified' ? { 'last-modified': modified } : {}),
    ...file.headers,
  }
  const isKnown =
    (validator === 'etag' && request.headers['if-none-match'] === etag) ||
    (validator === 'last-modified' && request.headers['if-modified-since'] === modified)
  if (isKnown && (file.status ?? 200) === 200) return void response.writeHead(304, headers).end()

  const sent = file.gzip ? gzipSync(body) : body
  if (file.gzip) headers['content-encoding'] = 'gzip'
  response.writeHead(file.status ?? 200, { ...headers, 'content-length': String(sent.length) })
  if (file.cut) {
    response.write(sent.subarray(0, Math.ceil(sent.length / 2)), () => response.destroy())
    return
  }
  if (file.trickleMs === undefined) return void response.end(sent)
  for (const byte of sent) {
    if (response.destroyed) return
    response.write(Uint8Array.of(byte))
    await new Promise((resolve) => setTimeout(resolve, file.trickleMs))
  }
  response.end()
}

const chunkBytes = 64 * 1024
const megabyte = 1024 * 1024

async function sendNonsense(file: HostedFile, bytes: number, response: ServerResponse): Promise<void> {
  const contentType = file.contentType ?? 'text/plain; charset=utf-8'
  if (file.gzip) {
    // Gzip members may be joined: a small one, repeated, unpacks to any size.
    const member = gzipSync(Buffer.alloc(megabyte, 'a'))
    response.writeHead(200, { 'content-type': contentType, 'content-encoding': 'gzip' })
    for (let sent = 0; sent < bytes && !response.destroyed; sent += megabyte) await write(response, member)
    return void response.end()
  }
  response.writeHead(200, { 'content-type': contentType })
  const chunk = Buffer.alloc(chunkBytes, 'a')
  for (let sent = 0; sent < bytes && !response.destroyed; sent += chunkBytes) await write(response, chunk)
  response.end()
}

/** Writes and waits until there is room again, or nobody listens any more. */
function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (response.write(bytes)) return resolve()
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
  })
}
