/**
 * `backend.auth.externalAccess` and the older `backend.auth.keys`: tokens of callers outside the portal.
 * Static tokens are kept and compared as digests, in constant time.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { PortalError, type ServiceCredentials } from '@callboard/sdk'
import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose'

type Restrictions = NonNullable<ServiceCredentials['restrictions']>

export type ExternalAccess = { restrictions: Restrictions | undefined } & (
  | { type: 'static'; digest: Buffer; subject: string }
  | { type: 'legacy'; secret: Uint8Array; subject: string }
  | {
      type: 'jwks'
      url: URL
      algorithms: string[] | undefined
      issuers: string[] | undefined
      audiences: string[] | undefined
      subjectPrefix: string | undefined
    }
)

export interface ExternalTokens {
  /** Undefined when the token belongs to none of the configured callers. */
  verify(
    token: string,
  ): Promise<{ credentials: ServiceCredentials; expiresAt: number | undefined } | undefined>
}

/** @throws `input` naming the entry that is wrong, never its secret. */
export function readExternalAccess(access: unknown, keys: unknown): ExternalAccess[] {
  const entries = Array.isArray(access) ? access : []
  const legacy = Array.isArray(keys) ? keys : []
  return [
    ...entries.map((entry, i) => readEntry(entry as Raw, `backend.auth.externalAccess[${i}]`)),
    ...legacy.map((key, i): ExternalAccess => {
      const at = `backend.auth.keys[${i}].secret`
      const secret = secretOf(required(key as Raw, 'secret', at), at)
      return { type: 'legacy', secret, subject: 'external:backstage-plugin', restrictions: undefined }
    }),
  ]
}

type Raw = Record<string, unknown>

function readEntry(entry: Raw, at: string): ExternalAccess {
  const options = (entry.options ?? {}) as Raw
  const restrictions = readRestrictions(entry.accessRestrictions, at)
  const subject = (): string =>
    `external:${word(required(options, 'subject', `${at}.options.subject`), `${at}.options.subject`)}`
  switch (entry.type) {
    case 'static': {
      const token = word(required(options, 'token', `${at}.options.token`), `${at}.options.token`)
      if (token.length < 8) throw bad(`${at}.options.token`, 'must be at least 8 characters long')
      return { type: 'static', digest: digestOf(token), subject: subject(), restrictions }
    }
    case 'legacy': {
      const key = `${at}.options.secret`
      return {
        type: 'legacy',
        secret: secretOf(required(options, 'secret', key), key),
        subject: subject(),
        restrictions,
      }
    }
    case 'jwks': {
      const url = required(options, 'url', `${at}.options.url`)
      if (!URL.canParse(url)) throw bad(`${at}.options.url`, 'must be a URL')
      return {
        type: 'jwks',
        url: new URL(url),
        algorithms: list(options.algorithm ?? options.algorithms),
        issuers: list(options.issuer ?? options.issuers),
        audiences: list(options.audience ?? options.audiences),
        subjectPrefix: typeof options.subjectPrefix === 'string' ? options.subjectPrefix : undefined,
        restrictions,
      }
    }
    default:
      throw bad(`${at}.type`, `must be static, legacy or jwks, got ${JSON.stringify(entry.type)}`)
  }
}

function readRestrictions(value: unknown, at: string): Restrictions | undefined {
  if (!Array.isArray(value)) return undefined
  return value.map((entry: Raw, i) => {
    const permissions = list(entry.permission)
    const actions = list((entry.permissionAttribute as Raw | undefined)?.action)
    return {
      plugin: required(entry, 'plugin', `${at}.accessRestrictions[${i}].plugin`),
      ...(permissions && { permissions }),
      ...(actions && { actions }),
    }
  })
}

/** Checks tokens against the configured callers. */
export function createExternalTokens(entries: ExternalAccess[], fetcher: typeof fetch): ExternalTokens {
  const statics = entries.filter((entry) => entry.type === 'static')
  const legacies = entries.filter((entry) => entry.type === 'legacy')
  const remotes = entries.flatMap((entry) =>
    entry.type === 'jwks' ? [{ entry, keys: createRemoteJWKSet(entry.url, { [customFetch]: fetcher }) }] : [],
  )

  const verifyStatic = (token: string): ServiceCredentials | undefined => {
    const digest = digestOf(token)
    let found: ServiceCredentials | undefined
    // No early end: how long it takes must not tell which entry matched.
    for (const entry of statics) {
      if (timingSafeEqual(entry.digest, digest)) found = service(entry.subject, entry.restrictions)
    }
    return found
  }

  const verifyLegacy = async (token: string) => {
    if (legacies.length === 0 || read(() => decodeProtectedHeader(token).alg) !== 'HS256') return undefined
    if (read(() => decodeJwt(token).aud) !== undefined) return undefined
    for (const entry of legacies) {
      const payload = await attempt(
        jwtVerify(token, entry.secret, { algorithms: ['HS256'], subject: 'backstage-server' }),
      )
      if (payload)
        return { credentials: service(entry.subject, entry.restrictions), expiresAt: ms(payload.exp) }
    }
    return undefined
  }

  const verifyRemote = async (token: string) => {
    if (remotes.length === 0 || !read(() => decodeProtectedHeader(token).alg)) return undefined
    for (const { entry, keys } of remotes) {
      const payload = await attempt(
        jwtVerify(token, keys, {
          requiredClaims: ['sub'],
          ...(entry.algorithms && { algorithms: entry.algorithms }),
          ...(entry.issuers && { issuer: entry.issuers }),
          ...(entry.audiences && { audience: entry.audiences }),
        }),
      )
      if (!payload?.sub) continue
      const subject = ['external', entry.subjectPrefix, payload.sub].filter(Boolean).join(':')
      return { credentials: service(subject, entry.restrictions), expiresAt: ms(payload.exp) }
    }
    return undefined
  }

  return {
    async verify(token) {
      const known = verifyStatic(token)
      if (known) return { credentials: known, expiresAt: undefined }
      return (await verifyLegacy(token)) ?? (await verifyRemote(token))
    },
  }
}

function service(subject: string, restrictions: Restrictions | undefined): ServiceCredentials {
  return { type: 'service', subject, ...(restrictions && { restrictions }) }
}

/** The payload, or undefined when this caller did not sign the token. A key server that is down is an error. */
async function attempt(
  verified: ReturnType<typeof jwtVerify>,
): Promise<{ sub?: string; exp?: number } | undefined> {
  try {
    const { sub, exp } = (await verified).payload
    return { ...(sub !== undefined && { sub }), ...(exp !== undefined && { exp }) }
  } catch (thrown) {
    if (thrown instanceof errors.JWKSTimeout || !(thrown instanceof errors.JOSEError)) {
      throw new PortalError(
        'unavailable',
        'The key server of an external token cannot be reached',
        {},
        thrown,
      )
    }
    return undefined
  }
}

function read<T>(value: () => T): T | undefined {
  try {
    return value()
  } catch {
    return undefined
  }
}

function ms(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function required(raw: Raw | undefined, name: string, key: string): string {
  const value = raw?.[name]
  if (typeof value === 'string' && value !== '') return value
  throw bad(key, value === undefined ? 'is missing' : 'must be a text')
}

function word(value: string, key: string): string {
  if (/\s/.test(value)) throw bad(key, 'must not contain whitespace')
  return value
}

function secretOf(value: string, key: string): Uint8Array {
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length === 0 || !/^[\w+/-]+=*$/.test(value)) throw bad(key, 'must be a valid base64 string')
  return bytes
}

function list(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined
  const items = Array.isArray(value) ? value.map(String) : String(value).split(/[,\s]+/)
  return items.filter(Boolean)
}

function bad(key: string, reason: string): PortalError {
  return new PortalError('input', `Invalid value in config for key '${key}': it ${reason}`, { key })
}
