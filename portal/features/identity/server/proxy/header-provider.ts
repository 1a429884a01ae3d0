/**
 * Sign-in by what a proxy in front of the portal says in headers. Two sorts: signed headers prove themselves;
 * unsigned ones are worth what the proxy is, so they count only from proxies the config trusts.
 */
import { PortalError } from '@callboard/sdk'

/** Who the proxy says is calling. */
export interface HeaderIdentity {
  profile: { email?: string; displayName?: string; picture?: string }
  /** Account name at the provider. */
  username?: string
  /** The provider's own id of the account. */
  userId?: string
  groups?: string[]
  /** What Backstage's clients find in `providerInfo`. */
  providerInfo: Record<string, unknown>
  /** Everything else that is known, for resolvers that look at claims. */
  claims: Record<string, unknown>
}

export interface HeaderProvider {
  id: string
  /** The headers prove themselves, whoever sends them. */
  isSigned: boolean
  /** What the person in front of the portal should do when the headers are missing. */
  identify(headers: Headers): Promise<HeaderIdentity> | HeaderIdentity
}

export interface HeaderDeps {
  fetch: typeof fetch
}

export type Raw = Record<string, unknown>

/** A provider of this sort: its id and how it is made from `auth.providers.<id>`. */
export interface HeaderKind {
  id: string
  create(raw: Raw, deps: HeaderDeps): HeaderProvider
}

/** @throws `unauthenticated` when the proxy did not send the header. */
export function needed(headers: Headers, name: string, id: string): string {
  const value = headers.get(name)
  if (value) return value
  throw new PortalError(
    'unauthenticated',
    `Missing header '${name}': open the portal through the proxy that auth.providers.${id} expects`,
  )
}

/**
 * A header that names one person. A proxy that adds its header to the caller's own instead of replacing it
 * gives `mallory, ada`.
 *
 * @throws `unauthenticated` for more than one value.
 */
export function single(headers: Headers, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = headers.get(name)?.trim()
    if (!value) continue
    if (!value.includes(',')) return value
    throw new PortalError(
      'unauthenticated',
      `The header '${name}' came more than once: the proxy must replace what callers send`,
    )
  }
  return undefined
}

/** @throws `input` naming the key. */
export function textOf(raw: Raw, name: string, key: string): string {
  const value = optionalText(raw, name, key)
  if (value !== undefined) return value
  throw new PortalError('input', `Missing required config value at '${key}.${name}'`, {
    key: `${key}.${name}`,
  })
}

export function optionalText(raw: Raw, name: string, key: string): string | undefined {
  const value = raw[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new PortalError('input', `Invalid value in config for key '${key}.${name}': it must be a text`, {
    key: `${key}.${name}`,
  })
}

/** A claim that is a non-empty text. */
export function claim(claims: Record<string, unknown>, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = claims[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** Leaves out what is not known, so that answers have no empty keys. */
export function profileOf(
  email: string | undefined,
  displayName: string | undefined,
  picture?: string | undefined,
): HeaderIdentity['profile'] {
  return { ...(email && { email }), ...(displayName && { displayName }), ...(picture && { picture }) }
}
