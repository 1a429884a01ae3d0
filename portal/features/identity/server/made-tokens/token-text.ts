/**
 * What a token made in the portal looks like: `cb_pat_` or `cb_svc_`, its id, 214 secret bits, and a checksum
 * by which a secret scanner (and we, without asking the database) can tell it from chance:
 * `\bcb_(pat|svc)_[0-9A-Za-z]{54}\b`, the last six being the CRC-32 of what stands before, in base 62.
 */
import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'

export type TokenKind = 'personal' | 'service'

const prefixes: Record<TokenKind, string> = { personal: 'cb_pat_', service: 'cb_svc_' }
const form = /^cb_(pat|svc)_([0-9A-Za-z]{12})([0-9A-Za-z]{36})([0-9A-Za-z]{6})$/
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export function makeTokenText(kind: TokenKind): { id: string; text: string; digest: string } {
  const id = randomText(12)
  const body = `${prefixes[kind]}${id}${randomText(36)}`
  const text = body + checksum(body)
  return { id, text, digest: digestOf(text) }
}

/** True for whatever claims to be a token made in the portal, good or not. */
export function isMadeToken(text: string): boolean {
  return text.startsWith(prefixes.personal) || text.startsWith(prefixes.service)
}

/** The id in a token of the right form, whose checksum is right. */
export function idOfToken(text: string): string | undefined {
  const match = form.exec(text)
  return match && checksum(text.slice(0, -6)) === match[4] ? match[2] : undefined
}

/** Compares in constant time. */
export function fitsDigest(text: string, digest: string): boolean {
  return timingSafeEqual(Buffer.from(digestOf(text), 'hex'), Buffer.from(digest, 'hex'))
}

/** A fast hash is enough: there is nothing to guess in 214 random bits. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function checksum(body: string): string {
  let rest = crc32(body)
  let text = ''
  for (let i = 0; i < 6; i += 1) {
    text = digits[rest % 62] + text
    rest = Math.floor(rest / 62)
  }
  return text
}

function randomText(length: number): string {
  return Array.from({ length }, () => digits[randomInt(62)]).join('')
}
