/**
 * The web page and its files. The same built page serves every base path: the path, the title and the public
 * config are written into it as it is sent.
 */
import { randomBytes } from 'node:crypto'
import { Reply } from '@callboard/sdk'
import { createStaticFiles } from './static-files.ts'

export interface WebSettings {
  folder: string
  basePath: string
  title: string
  injectConfig: boolean
  /** What the browser may know of the config: `[{ context, data }]`. */
  publicConfig(): unknown
  csp(nonce?: string): string | undefined
}

export interface Web {
  answer(method: string, path: string, headers: Headers): Promise<Reply>
}

/** Replaced by a fresh nonce in every page sent, wherever the built page carries it. */
const noncePlaceholder = '__CSP_NONCE__'
const rootFiles = new Set(['/manifest.json', '/favicon.ico', '/favicon.svg', '/robots.txt', '/sw.js'])

export function createWeb(settings: WebSettings): Web {
  const files = createStaticFiles(settings.folder)
  return {
    async answer(method, path, headers) {
      if (method !== 'GET' && method !== 'HEAD') return new Reply(404)
      const file = await files.serve(decoded(path), headers)
      if (file) return file
      if (path.startsWith('/static/') || rootFiles.has(path)) return new Reply(404)
      const built = await files.page()
      if (built === undefined) return notBuilt()
      const nonce = built.includes(noncePlaceholder) ? randomBytes(16).toString('base64') : undefined
      return page(fillPage(built, settings, nonce), settings.csp(nonce))
    },
  }
}

/** Writes base path, title, config and nonce into the built page. */
export function fillPage(
  built: string,
  settings: Pick<WebSettings, 'basePath' | 'title' | 'injectConfig' | 'publicConfig'>,
  nonce?: string,
): string {
  const title = `<title>${escapeHtml(settings.title)}</title>`
  const head = [`<base href="${escapeHtml(`${settings.basePath}/`)}">`]
  if (settings.injectConfig) {
    head.push(`<script type="backstage.io/config">${scriptJson(settings.publicConfig())}</script>`)
  }
  const hasTitle = /<title>/i.test(built)
  if (!hasTitle) head.push(title)
  // Replacements are functions: a `$&` in a title must not mean anything.
  let html = built.replace(/<base\b[^>]*>/i, '')
  if (hasTitle) html = html.replace(/<title>[^<]*<\/title>/i, () => title)
  html = html.replace(/<head\b[^>]*>/i, (open) => `${open}\n    ${head.join('\n    ')}`)
  return nonce ? html.replaceAll(noncePlaceholder, nonce) : html
}

/** JSON that cannot end the script element it stands in. */
function scriptJson(value: unknown): string {
  return (JSON.stringify(value) ?? '[]')
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function page(html: string, csp: string | undefined): Reply {
  return new Reply(200, html, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store, max-age=0',
    'x-frame-options': 'DENY',
    ...(csp && { 'content-security-policy': csp }),
  })
}

function notBuilt(): Reply {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Callboard: web not built</title></head>
<body><h1>The web page has not been built</h1>
<p>The server runs and its API answers. Build the page with <code>npm run build</code> and reload.</p></body></html>`
  return new Reply(200, html, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store, max-age=0',
    'x-frame-options': 'DENY',
    'content-security-policy': "default-src 'none'",
  })
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
