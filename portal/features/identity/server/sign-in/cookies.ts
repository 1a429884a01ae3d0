/**
 * Cookies of sign-in (rest-api §6): only for the provider's own routes, never for scripts. Browsers refuse
 * cookies above 4,096 bytes, so a long value is cut into `<name>-0`, `<name>-1`, …
 */
const chunkLength = 4000
const mostChunks = 8

export interface Cookies {
  /** The value of a cookie of this request, put together again. */
  read(headers: Headers, name: string): string | undefined
  /** `Set-Cookie` headers. Also removes what an earlier, longer or shorter, value left behind. */
  write(headers: Headers, name: string, value: string, maxAgeMs: number, at?: 'handler'): string[]
  clear(headers: Headers, name: string, at?: 'handler'): string[]
}

/**
 * `callbackUrl` is where the identity provider sends browsers: its path is where the cookies belong, also when
 * the portal stands below a path.
 */
export function createCookies(provider: string, callbackUrl: string, appOrigin: string): Cookies {
  const { pathname, protocol, hostname } = new URL(callbackUrl)
  const tail = '/handler/frame'
  const path = pathname.endsWith(`${provider}${tail}`)
    ? pathname.slice(0, -tail.length)
    : `${pathname.replace(/\/+$/, '')}/${provider}`
  const secure = protocol === 'https:'
  // Pages of another host ask with fetch, which sends no cookie that is Lax.
  const sameSite = secure && new URL(appOrigin).hostname !== hostname ? 'None' : 'Lax'
  const attributes = (at: 'handler' | undefined): string =>
    `Path=${at ? `${path}/${at}` : path}; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`
  const one = (name: string, value: string, maxAgeMs: number, at: 'handler' | undefined): string => {
    const seconds = Math.floor(maxAgeMs / 1000)
    return `${name}=${value}; ${attributes(at)}; Max-Age=${seconds}`
  }
  const leftovers = (headers: Headers, name: string, kept: string[], at: 'handler' | undefined): string[] => {
    const own = new RegExp(`^${name}(-\\d)?$`)
    return [...parse(headers).keys()]
      .filter((each) => own.test(each) && !kept.includes(each))
      .map((each) => one(each, '', 0, at))
  }

  return {
    read(headers, name) {
      const all = parse(headers)
      const whole = all.get(name)
      if (whole !== undefined) return whole
      let joined = ''
      for (let i = 0; i < mostChunks; i++) {
        const part = all.get(`${name}-${i}`)
        if (part === undefined) break
        joined += part
      }
      return joined || undefined
    },
    write(headers, name, value, maxAgeMs, at) {
      const parts: [string, string][] =
        value.length <= chunkLength
          ? [[name, value]]
          : Array.from({ length: Math.ceil(value.length / chunkLength) }, (_, i) => [
              `${name}-${i}`,
              value.slice(i * chunkLength, (i + 1) * chunkLength),
            ])
      const names = parts.map(([each]) => each)
      return [
        ...parts.map(([each, part]) => one(each, part, maxAgeMs, at)),
        ...leftovers(headers, name, names, at),
      ]
    },
    clear: (headers, name, at) => [one(name, '', 0, at), ...leftovers(headers, name, [name], at)],
  }
}

function parse(headers: Headers): Map<string, string> {
  const all = new Map<string, string>()
  for (const part of headers.get('cookie')?.split(';') ?? []) {
    const cut = part.indexOf('=')
    const name = part.slice(0, cut).trim()
    // The first of two with one name is the one with the longer path: ours.
    if (cut > 0 && !all.has(name)) all.set(name, part.slice(cut + 1).trim())
  }
  return all
}
