/**
 * Security headers. The page gets a Content-Security-Policy without inline script and without eval;
 * `backend.csp` changes it directive by directive (`false` removes one).
 *
 * No Cross-Origin-Opener-Policy: sign-in popups talk to their opener from another origin's redirect.
 */
export type CspSettings = Record<string, string[] | false> | false

const defaults: Record<string, string[]> = {
  'default-src': ["'self'"],
  'base-uri': ["'self'"],
  'connect-src': ["'self'"],
  'font-src': ["'self'", 'https:', 'data:'],
  'frame-ancestors': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:', 'https:'],
  'object-src': ["'none'"],
  'script-src': ["'self'"],
  'script-src-attr': ["'none'"],
  'style-src': ["'self'", 'https:', "'unsafe-inline'"],
  'worker-src': ["'self'", 'blob:'],
}

/** Reads `backend.csp`: directive (camelCase or kebab-case) → list, text, or `false`. */
export function readCsp(value: unknown): CspSettings {
  if (value === false) return false
  if (typeof value !== 'object' || value === null) return {}
  const csp: Record<string, string[] | false> = {}
  for (const [name, sources] of Object.entries(value)) {
    const directive = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    if (sources === false) csp[directive] = false
    else if (sources === true) csp[directive] = []
    else if (Array.isArray(sources)) csp[directive] = sources.map(String)
    else if (typeof sources === 'string') csp[directive] = [sources]
  }
  return csp
}

/** The policy as a function of the nonce of one page (none when the page has no inline script). */
export function cspPolicy(settings: CspSettings, secure: boolean): (nonce?: string) => string | undefined {
  if (settings === false) return () => undefined
  const directives: Record<string, string[] | false> = {
    ...defaults,
    ...(secure && { 'upgrade-insecure-requests': [] }),
    ...settings,
  }
  const text = (nonce?: string): string =>
    Object.entries(directives)
      .flatMap(([name, sources]) => {
        if (sources === false) return []
        const own = nonce && name === 'script-src' ? [...sources, `'nonce-${nonce}'`] : sources
        return [[name, ...own].join(' ').replace(/[;\r\n]/g, '')]
      })
      .join(';')
  const plain = text()
  return (nonce) => (nonce ? text(nonce) : plain)
}

/** Headers of every answer that is not the page. Frozen once; spread into each answer. */
export function plainHeaders(referrerPolicy: string, secure: boolean): Readonly<Record<string, string>> {
  return Object.freeze({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': referrerPolicy,
    ...(secure && { 'strict-transport-security': 'max-age=15552000' }),
  })
}
