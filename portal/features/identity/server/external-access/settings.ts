/** `backend.auth.externalAccess` and the older `backend.auth.keys`: callers outside the portal, as the config has them. */
import { createHash } from 'node:crypto'
import { PortalError, type ServiceCredentials } from '@callboard/sdk'

export type Restrictions = NonNullable<ServiceCredentials['restrictions']>

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

/** What a static token is kept and compared as. */
export function digestOf(token: string): Buffer {
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
