/** A real OpenID Connect provider (oidc-provider) on this machine, and a person who signs in there by its forms. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface OidcIssuer {
  url: string
  close(): void
}

/** Anyone may sign in with any name; their email is `<name>@example.test`. */
export async function startOidcIssuer(client: {
  id: string
  secret: string
  redirectUri: string
}): Promise<OidcIssuer> {
  let answer: RequestListener = () => undefined
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(url, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirectUri],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['of-a-test'] },
    issueRefreshToken: async () => true,
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        name: id,
        preferred_username: id,
        email: `${id}@example.test`,
        email_verified: true,
      }),
    }),
  })
  answer = provider.callback()
  return { url, close: () => server.close() }
}

/** A browser without pages: keeps cookies by host and path, goes where it is sent. */
export class Wanderer {
  readonly cookies: { host: string; path: string; name: string; value: string }[] = []

  async open(url: string, init: RequestInit = {}): Promise<Response> {
    const { host, pathname } = new URL(url)
    const sent = this.cookies
      .filter((cookie) => cookie.host === host && pathname.startsWith(cookie.path))
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
    const headers = new Headers(init.headers)
    if (sent.length > 0) headers.set('cookie', sent.join('; '))
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const text of answer.headers.getSetCookie()) this.#keep(host, text)
    return answer
  }

  /** From the portal's start to the address that the provider sends the browser back to, which is not opened. */
  async signIn(start: string, login: string): Promise<string> {
    let answer = await this.open(start)
    for (let step = 0; step < 12; step += 1) {
      const location = answer.headers.get('location')
      if (location) {
        const next = new URL(location, answer.url || start).href
        if (next.includes('/handler/frame')) return next
        answer = await this.open(next)
        continue
      }
      const page = await answer.text()
      const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
      if (!action || !prompt)
        throw new Error(`no way on from ${answer.url}: ${answer.status} ${page.slice(0, 200)}`)
      answer = await this.open(new URL(action, answer.url).href, {
        method: 'POST',
        body: new URLSearchParams({ prompt, login, password: 'any' }),
      })
    }
    throw new Error('sent around in circles')
  }

  #keep(host: string, text: string): void {
    const [pair = '', ...attributes] = text.split(';').map((part) => part.trim())
    const cut = pair.indexOf('=')
    const [name, value] = [pair.slice(0, cut), pair.slice(cut + 1)]
    const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/'
    const known = this.cookies.findIndex(
      (each) => each.host === host && each.name === name && each.path === path,
    )
    if (known >= 0) this.cookies.splice(known, 1)
    const isOver = attributes.some(
      (each) => /^max-age=0$/i.test(each) || /^expires=Thu, 01 Jan 1970/i.test(each),
    )
    if (!isOver) this.cookies.push({ host, path, name, value })
  }
}
