/** `auth.providers.ldap` as one plain value. A provider of ours: Backstage has none for LDAP. */
import { PortalError } from '@callboard/sdk'
import { flexibleBoolean } from '@callboard/sdk/config-values'
import { z } from 'zod'

export interface LdapSettings {
  url: string
  startTls: boolean
  tls: { rejectUnauthorized?: boolean | undefined; caFile?: string | undefined }
  /** The portal's own account, to look people up with; anonymous without it. */
  bind: { dn: string; secret: string } | undefined
  /** How a name becomes a person: by a search, or by a pattern that gives the DN at once. */
  find: { base: string; filter: string } | { pattern: string }
  attributes: { username: string; email: string; displayName: string; picture: string | undefined }
  timeoutMs: number
}

const text = z.string().min(1)

const schema = z.looseObject({
  url: text,
  startTls: flexibleBoolean.nullish(),
  tls: z.looseObject({ rejectUnauthorized: flexibleBoolean.nullish(), caFile: text.nullish() }).nullish(),
  bind: z.looseObject({ dn: text, secret: text }).nullish(),
  users: z.looseObject({ base: text, filter: text.nullish() }).nullish(),
  userDn: text.nullish(),
  attributes: z
    .looseObject({
      username: text.nullish(),
      email: text.nullish(),
      displayName: text.nullish(),
      picture: text.nullish(),
    })
    .nullish(),
})

/** @throws `input` naming the key that is missing or wrong. */
export function ldapSettings(raw: unknown, key: string): LdapSettings {
  const parsed = schema.safeParse(raw)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const at = [key, ...(issue?.path ?? [])].join('.')
    throw bad(at, issue?.message ?? 'it has the wrong shape')
  }
  const given = parsed.data
  if (!/^ldaps?:\/\/[^/?#@]+\/?$/i.test(given.url)) {
    throw bad(`${key}.url`, 'it must be an address like ldaps://ldap.example.com')
  }
  const isTls = given.url.toLowerCase().startsWith('ldaps:')
  if (isTls && given.startTls) throw bad(`${key}.startTls`, 'an ldaps address is encrypted from the start')
  return {
    url: given.url.replace(/\/$/, ''),
    startTls: given.startTls ?? false,
    tls: {
      rejectUnauthorized: given.tls?.rejectUnauthorized ?? undefined,
      caFile: given.tls?.caFile ?? undefined,
    },
    bind: given.bind ?? undefined,
    find: findOf(given, key),
    attributes: {
      username: given.attributes?.username ?? 'uid',
      email: given.attributes?.email ?? 'mail',
      displayName: given.attributes?.displayName ?? 'cn',
      picture: given.attributes?.picture ?? undefined,
    },
    timeoutMs: 10_000,
  }
}

/** True when names and passwords would cross a network unencrypted. */
export function isPlaintext({ url, startTls }: LdapSettings): boolean {
  if (startTls || !url.toLowerCase().startsWith('ldap:')) return false
  const { hostname } = new URL(url)
  return !(hostname === 'localhost' || /^127\./.test(hostname) || hostname === '[::1]')
}

function findOf(given: z.output<typeof schema>, key: string): LdapSettings['find'] {
  if (given.userDn && given.users) throw bad(key, "'users' and 'userDn' exclude each other")
  if (given.userDn) {
    if (given.userDn.includes('{username}')) return { pattern: given.userDn }
    throw bad(`${key}.userDn`, "it must contain '{username}'")
  }
  if (!given.users) throw bad(key, "it needs 'users' (base and filter) or 'userDn'")
  const filter = given.users.filter ?? `(${given.attributes?.username ?? 'uid'}={username})`
  if (!filter.includes('{username}')) throw bad(`${key}.users.filter`, "it must contain '{username}'")
  return { base: given.users.base, filter }
}

function bad(key: string, reason: string): PortalError {
  return new PortalError('input', `Invalid value in config for key '${key}': ${reason}`, { key })
}
