/** `backend.trustProxy` with express semantics: whose `X-Forwarded-*` headers are believed. */
import type { IncomingMessage } from 'node:http'
import { PortalError, reasonOf } from '@callboard/sdk'
import proxyAddr from 'proxy-addr'

export interface Caller {
  ip: string
  /** `http` or `https`, as the browser sees it. */
  protocol: string
  host: string | undefined
}

type Trust = (address: string, hop: number) => boolean

/** @throws `input` when the value is no address, range, name or number. */
export function compileTrust(value: unknown): Trust {
  if (value === true || value === 'true') return () => true
  if (value === undefined || value === null || value === false || value === 'false' || value === '') {
    return () => false
  }
  if (typeof value === 'number' || /^\d+$/.test(String(value))) {
    const hops = Number(value)
    return (_address, hop) => hop < hops
  }
  const list = (Array.isArray(value) ? value : String(value).split(',')).map((part) => String(part).trim())
  try {
    return proxyAddr.compile(list)
  } catch (thrown) {
    throw new PortalError('input', `backend.trustProxy is not valid: ${reasonOf(thrown)}`)
  }
}

/** Who is at the other end, seen through the proxies that are trusted. */
export function callerOf(incoming: IncomingMessage | undefined, trust: Trust): Caller {
  if (!incoming) return { ip: '127.0.0.1', protocol: 'http', host: undefined }
  const remote = plain(incoming.socket.remoteAddress ?? '')
  const own = 'encrypted' in incoming.socket ? 'https' : 'http'
  if (!trust(remote, 0)) return { ip: remote, protocol: own, host: incoming.headers.host }
  return {
    ip: plain(proxyAddr(incoming, trust)),
    protocol: firstOf(incoming.headers['x-forwarded-proto']) === 'https' ? 'https' : forwarded(incoming, own),
    host: firstOf(incoming.headers['x-forwarded-host']) ?? incoming.headers.host,
  }
}

/** An IPv4 address as people write it, when it came through a socket that takes both kinds. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

function forwarded(incoming: IncomingMessage, own: string): string {
  return firstOf(incoming.headers['x-forwarded-proto']) === 'http' ? 'http' : own
}

function firstOf(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header
  return text?.split(',')[0]?.trim() || undefined
}
