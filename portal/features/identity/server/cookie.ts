/**
 * The cookie for files that pages load by themselves (docs' pictures and styles). It carries a limited token:
 * who the user is, good for those files and for no API.
 */
const name = 'backstage-auth'

interface Place {
  /** `backend.baseUrl`. */
  baseUrl: string
  /** The request's own URL, behind trusted proxies. */
  requestUrl: URL
}

export function cookieHeader(token: string, expiresAt: Date, place: Place): string {
  return `${name}=${token}; ${attributes(place)}; Expires=${expiresAt.toUTCString()}`
}

export function clearCookieHeader(place: Place): string {
  return `${name}=; ${attributes(place)}; Expires=Thu, 01 Jan 1970 00:00:00 GMT`
}

/**
 * Below a sub-path the cookie is for that path alone: other programs on the host have no business with it.
 * Browsers take `Secure` on localhost over plain http; elsewhere only behind TLS.
 */
function attributes({ baseUrl, requestUrl }: Place): string {
  const base = new URL(baseUrl)
  // Reached by another name than the configured one, a cookie with a domain would be refused.
  const isOwnName = requestUrl.hostname === base.hostname
  const { protocol, hostname } = isOwnName ? base : requestUrl
  const secure = protocol === 'https:' || hostname === 'localhost'
  return [
    ...(isOwnName ? [`Domain=${hostname}`] : []),
    `Path=${base.pathname.replace(/\/+$/, '') || '/'}`,
    'HttpOnly',
    ...(secure ? ['Secure', 'SameSite=None'] : ['SameSite=Lax']),
    'Priority=High',
  ].join('; ')
}
