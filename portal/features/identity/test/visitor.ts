/** A browser without a screen: keeps cookies by host and path, fills in forms, and reads what the popup says. */
import assert from 'node:assert/strict'
import { createContext, runInContext } from 'node:vm'
import type { Portal } from './harness.ts'

export const appOrigin = 'http://localhost:7007'

/** What a page at the end of a popup tells the page that opened it. */
export interface Message {
  type: string
  response?: Record<string, unknown> & {
    profile: Record<string, string>
    providerInfo: Record<string, unknown>
    backstageIdentity?: { token: string; identity: { userEntityRef: string; ownershipEntityRefs: string[] } }
  }
  error?: { name: string; message: string }
}

interface Form {
  action: string
  fields: Record<string, string>
  text: string
}

interface Cookie {
  value: string
  path: string
  host: string
}

export class Visitor {
  readonly portal: Portal
  /** Where the portal stands: `/portal` of `http://localhost/portal`. */
  readonly base: string
  readonly cookies = new Map<string, Cookie>()
  /** Raw `Set-Cookie` headers of the portal, in order. */
  readonly setCookies: string[] = []
  /** How the visitor reaches other servers. */
  readonly reach: typeof fetch

  constructor(portal: Portal, base = appOrigin, reach = fetch) {
    this.portal = portal
    this.base = base
    this.reach = reach
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    const cookie = this.#cookieFor(new URL(this.base + path))
    if (cookie) headers.set('cookie', cookie)
    const { pathname } = new URL(this.base)
    const response = await this.portal.ask((pathname === '/' ? '' : pathname) + path, undefined, {
      ...init,
      headers,
      redirect: 'manual',
    })
    for (const each of response.headers.getSetCookie()) this.setCookies.push(each)
    this.#keep(response, new URL(this.base + path))
    return response
  }

  start(provider: string, more: Record<string, string> = {}): Promise<Response> {
    const query = new URLSearchParams({ env: 'development', origin: appOrigin, flow: 'popup', ...more })
    return this.ask(`/api/auth/${provider}/start?${query}`)
  }

  post(provider: string, step: 'refresh' | 'logout', query = 'env=development'): Promise<Response> {
    return this.ask(`/api/auth/${provider}/${step}?${query}`, {
      method: 'POST',
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    })
  }

  /** Goes through the pages of an identity provider; `fill` chooses a form. Ends where it leads back to us. */
  async walk(from: string, fill: (form: Form) => Record<string, string> | undefined): Promise<string> {
    let next: { url: string; init: RequestInit } = { url: from, init: {} }
    for (let i = 0; i < 20; i++) {
      const url = new URL(next.url)
      if (next.url.startsWith(`${this.base}/api/auth/`)) return next.url
      const cookie = this.#cookieFor(url)
      const response = await this.reach(url, {
        ...next.init,
        redirect: 'manual',
        ...(cookie && { headers: { ...(next.init.headers as Record<string, string>), cookie } }),
      })
      this.#keep(response, url)
      const location = response.headers.get('location')
      if (location) {
        next = { url: new URL(location, url).href, init: {} }
        await response.body?.cancel()
        continue
      }
      const html = await response.text()
      const form = formsOf(html).find((each) => fill(each) !== undefined)
      assert.ok(form, `no form to fill in at ${url.href}: ${response.status} ${html.slice(-600)}`)
      const body = new URLSearchParams({ ...form.fields, ...fill(form) })
      next = { url: new URL(form.action, url).href, init: { method: 'POST', body } }
    }
    throw new Error('the identity provider leads in circles')
  }

  /** The answer of the callback to a popup, as the script of the page posts it, and to whom. */
  async land(callback: string): Promise<{ message: Message; target: string; response: Response }> {
    const response = await this.ask(callback.slice(this.base.length))
    return { ...readPopup(await response.text()), response }
  }

  /** All of it: leave, sign in there, come back. */
  async signIn(
    provider: string,
    fill: (form: Form) => Record<string, string> | undefined,
    more: Record<string, string> = {},
  ): Promise<Message> {
    const started = await this.start(provider, more)
    const location = started.headers.get('location')
    assert.ok(location, `${started.status} ${await started.clone().text()}`)
    return (await this.land(await this.walk(location, fill))).message
  }

  #cookieFor(url: URL): string {
    return [...this.cookies]
      .filter(([, { host, path }]) => host === url.host && `${url.pathname}/`.startsWith(slashed(path)))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ')
  }

  #keep(response: Response, url: URL): void {
    for (const header of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = header.split(';').map((part) => part.trim())
      const name = pair.slice(0, pair.indexOf('='))
      const value = pair.slice(pair.indexOf('=') + 1)
      const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/'
      const isGone = attributes.some((each) => /^max-age=0$/i.test(each) || /^expires=.*1970/i.test(each))
      const key = `${name} ${url.host} ${path}`
      if (isGone || value === '') this.cookies.delete(key)
      else this.cookies.set(key, { value, path, host: url.host })
    }
  }
}

export function readPopup(html: string): { message: Message; target: string } {
  const script = /<script nonce="[^"]+">(.*?)<\/script>/s.exec(html)?.[1]
  assert.ok(script, html)
  let posted: { message: Message; target: string } | undefined
  const window = {
    opener: {
      postMessage: (message: Message, target: string) => {
        posted = { message: JSON.parse(JSON.stringify(message)) as Message, target }
      },
    },
    close: () => undefined,
  }
  runInContext(
    script,
    createContext({ window, setTimeout: () => 0, document: { getElementById: () => ({}) } }),
  )
  assert.ok(posted, 'the page said nothing')
  return posted
}

/** A form of the emulator with the person's name on it, which is a button there. */
export function choose(who: string): (form: Form) => Record<string, string> | undefined {
  return ({ fields, text }) => (Object.values(fields).includes(who) || text.includes(who) ? {} : undefined)
}

function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, head = '', text = '']) => ({
    action: decoded(/action="([^"]*)"/.exec(head)?.[1] ?? ''),
    text,
    fields: Object.fromEntries(
      [...text.matchAll(/<input\b([^>]*)>/g)].flatMap(([, attributes = '']) => {
        const name = /name="([^"]*)"/.exec(attributes)?.[1]
        return name ? [[name, decoded(/value="([^"]*)"/.exec(attributes)?.[1] ?? '')]] : []
      }),
    ),
  }))
}

function decoded(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

function slashed(path: string): string {
  return path.endsWith('/') ? path : `${path}/`
}
