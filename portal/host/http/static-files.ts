/**
 * Files of the built web, served from a list made by walking the folder: a request is looked up in the list
 * and never becomes a path, so nothing outside the folder can be reached.
 */
import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Reply, type ReplyHeaders } from '@callboard/sdk'
import { accepted, type Encoding, isCompressible } from './compress.ts'

interface StaticFile {
  path: string
  type: string
  etag: string
  encodings: ReadonlySet<Encoding>
}

export interface StaticFiles {
  /** The answer for `/static/app.js`, or undefined when there is no such file. */
  serve(path: string, headers: Headers): Promise<Reply | undefined>
  /** `index.html` as built, or undefined when the web has not been built. */
  page(): Promise<string | undefined>
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
}
const suffixes: Record<Encoding, string> = { br: '.br', gzip: '.gz' }
const immutable = 'public, max-age=1209600, immutable'

export function createStaticFiles(folder: string): StaticFiles {
  let files: Map<string, StaticFile> = new Map()
  let builtAt = -1
  let page: string | undefined

  /** Lists the folder again when index.html has changed: a rebuild during development. */
  const refresh = async (): Promise<void> => {
    const at = await stat(join(folder, 'index.html')).then(
      (stats) => stats.mtimeMs,
      () => 0,
    )
    if (at === builtAt) return
    const listed = await list(folder)
    page = at === 0 ? undefined : await readFile(join(folder, 'index.html'), 'utf8')
    files = listed
    builtAt = at
  }

  return {
    async page() {
      await refresh()
      return page
    },
    async serve(path, headers) {
      if (builtAt === -1 || !files.has(path)) await refresh()
      // Browsers and portals of links ask for this one by name, whatever the page says.
      const file = files.get(path) ?? (path === '/favicon.ico' ? files.get('/favicon.svg') : undefined)
      if (!file) return undefined
      const encoding = accepted(headers.get('accept-encoding'), ['br', 'gzip']).find((one) =>
        file.encodings.has(one),
      )
      const sent: ReplyHeaders = {
        'content-type': file.type,
        'cache-control': path.startsWith('/static/') ? immutable : 'public, max-age=3600',
        etag: file.etag,
        vary: 'Accept-Encoding',
        ...(encoding && { 'content-encoding': encoding }),
      }
      const bytes = await readFile(encoding ? file.path + suffixes[encoding] : file.path).catch(
        () => undefined,
      )
      // Gone since it was listed: the web is being built again.
      if (!bytes) builtAt = -1
      return bytes && new Reply(200, bytes, sent)
    },
  }
}

async function list(folder: string): Promise<Map<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((): Dirent[] => [])
  const found = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const all = new Set(found)
  const files = new Map<string, StaticFile>()
  for (const path of found) {
    const type = types[extname(path)]
    const name = path.slice(folder.length).replaceAll('\\', '/')
    if (!type || name === '/index.html') continue
    const { mtimeMs, size } = await stat(path)
    const encodings = new Set(
      (['br', 'gzip'] as const).filter((encoding) => all.has(path + suffixes[encoding])),
    )
    const url = name.startsWith('/') ? name : `/${name}`
    files.set(url, {
      path,
      type,
      etag: `W/"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`,
      encodings: isCompressible(type) ? encodings : new Set(),
    })
  }
  return files
}
