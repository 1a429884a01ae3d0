/** Which pages may ask for a sign-in: the app's own, and those of `auth.experimentalExtraAllowedOrigins`. */
import { type ConfigReader, PortalError } from '@callboard/sdk'
import { Minimatch } from 'minimatch'

export interface Origins {
  /** The origin of `app.baseUrl`. */
  app: string
  /** @throws `forbidden`; without an origin it is the app's. */
  check(origin: string | null): string
}

export function readOrigins(config: Pick<ConfigReader, 'get'>, appBaseUrl: string): Origins {
  const app = new URL(appBaseUrl).origin
  const told = config.get('auth.experimentalExtraAllowedOrigins')
  const extra = (Array.isArray(told) ? told : []).map(
    (pattern) => new Minimatch(String(pattern).replace(/\/+$/, ''), { nocase: true, noglobstar: true }),
  )
  return {
    app,
    check(origin) {
      if (!origin) return app
      // Only what is an origin and nothing else: no path, no name before an @, no `null`.
      const isOrigin = URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol)
      if (!isOrigin) throw new PortalError('forbidden', 'App origin is invalid, failed to parse')
      const asked = new URL(origin).origin
      if (asked === app || extra.some((pattern) => pattern.match(asked))) return asked
      throw new PortalError(
        'forbidden',
        `Origin '${asked}' is not allowed: open the portal at ${app} (app.baseUrl), or add the origin to auth.experimentalExtraAllowedOrigins`,
      )
    },
  }
}
