/**
 * Sign-in by what a proxy in front of the portal says in headers. Two sorts: signed headers prove themselves;
 * unsigned ones are worth what the proxy is, so they count only from proxies the config trusts.
 */
import { PortalError } from '@callboard/sdk'
import type { Account, ProviderKind, Raw } from '../sign-in/provider.ts'

export type { Raw } from '../sign-in/provider.ts'

export interface HeaderProvider {
  id: string
  /** The headers prove themselves, whoever sends them. */
  isSigned: boolean
  /** @throws `unauthenticated` when the headers are missing or not to be believed. */
  identify(headers: Headers): Promise<Account> | Account
}

export interface HeaderDeps {
  fetch: typeof fetch
}

/** A provider of this sort: its id and how it is made from `auth.providers.<id>`. */
export interface HeaderKind {
  id: string
  title: string
  annotations?: ProviderKind['annotations']
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
): Account['profile'] {
  return { ...(email && { email }), ...(displayName && { displayName }), ...(picture && { picture }) }
}
