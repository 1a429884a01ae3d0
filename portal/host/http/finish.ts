/** The last step of every request: headers, 304, compression, HEAD, log line, metrics. */
import type { Log, Metrics, Reply, ReplyHeaders } from '@callboard/sdk'
import { alreadySent, alreadySentResponse } from './api.ts'
import { encode, encodingFor, isCompressible } from './compress.ts'
import type { Gate } from './gate.ts'
import { guardStream } from './guard-stream.ts'
import type { Incoming } from './incoming.ts'
import { plainHeaders } from './security-headers.ts'
import type { HttpSettings } from './settings.ts'

interface FinishDeps {
  settings: HttpSettings
  gate: Gate
  log: Log
  metrics: Metrics | undefined
  /** Ends event streams at shutdown, so that they do not hold the process. */
  endStreams: AbortSignal
}

export type Finisher = (incoming: Incoming, reply: Reply, started: number) => Promise<Response>

export function createFinisher({ settings, gate, log, metrics, endStreams }: FinishDeps): Finisher {
  const plain = plainHeaders(settings.referrerPolicy, settings.appBaseUrl.protocol === 'https:')
  const durations = metrics?.histogram('http_request_duration_seconds', 'Time until the answer was ready', [
    'method',
    'route',
    'status',
  ])

  const note = (incoming: Incoming, status: number, started: number): void => {
    const ms = performance.now() - started
    const { method, route } = incoming
    durations?.observe(ms / 1000, { method, route, status: String(status) })
    // Reads are for developers; changes and faults are what an operator looks for.
    const level = status >= 500 && status !== 503 ? 'warn' : isRead(method) ? 'debug' : 'info'
    log[level]('request', {
      method,
      path: incoming.path,
      status,
      ms: Math.round(ms * 10) / 10,
      requestId: incoming.requestId,
    })
  }

  return async (incoming, reply, started) => {
    if (reply === alreadySent) {
      note(incoming, incoming.env.outgoing?.statusCode ?? 200, started)
      return alreadySentResponse
    }
    const headers: ReplyHeaders = { ...plain, 'x-request-id': incoming.requestId, ...reply.headers }
    if (incoming.path.startsWith('/api/')) headers['cache-control'] ??= 'private, no-cache'
    if (gate.isClosing()) headers.connection = 'close'
    const { status, body } = freshOrNotModified(incoming, reply, headers)
    note(incoming, status, started)
    const source =
      body instanceof ReadableStream
        ? guardStream(body, incoming.log, isEventStream(headers) ? endStreams : undefined)
        : body
    return respond(incoming, status, await withEncoding(incoming, source, headers), headers)
  }
}

function isEventStream(headers: ReplyHeaders): boolean {
  const type = headers['content-type']
  return typeof type === 'string' && type.startsWith('text/event-stream')
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function freshOrNotModified(
  incoming: Incoming,
  { status, body }: Reply,
  headers: ReplyHeaders,
): { status: number; body: Reply['body'] } {
  const etag = headers.etag
  if (status !== 200 || typeof etag !== 'string' || !isRead(incoming.method)) return { status, body }
  const known = incoming.headers.get('if-none-match')
  if (!known || !matches(known, etag)) return { status, body }
  if (body instanceof ReadableStream) void body.cancel()
  delete headers['content-type']
  delete headers['content-encoding']
  return { status: 304, body: null }
}

function matches(known: string, etag: string): boolean {
  if (known === '*') return true
  const weak = (tag: string): string => tag.trim().replace(/^W\//, '')
  return known.split(',').some((tag) => weak(tag) === weak(etag))
}

async function withEncoding(
  incoming: Incoming,
  body: Reply['body'],
  headers: ReplyHeaders,
): Promise<Reply['body']> {
  const accept = incoming.headers.get('accept-encoding')
  if (body === null || accept === null || headers['content-encoding']) return body
  const type = headers['content-type']
  if (typeof type !== 'string' || !isCompressible(type)) return body
  const encoding = encodingFor(body, accept)
  if (!encoding) return body
  headers['content-encoding'] = encoding
  headers.vary = headers.vary ? `${headers.vary}, Accept-Encoding` : 'Accept-Encoding'
  // The bytes differ now, so a strong tag would lie.
  if (typeof headers.etag === 'string') headers.etag = headers.etag.replace(/^"/, 'W/"')
  return encode(body, encoding)
}

function respond(incoming: Incoming, status: number, body: Reply['body'], headers: ReplyHeaders): Response {
  const sent = incoming.method === 'HEAD' ? headOnly(body, headers) : body
  return new Response(status === 204 || status === 304 ? null : sent, { status, headers: flat(headers) })
}

function headOnly(body: Reply['body'], headers: ReplyHeaders): null {
  if (body instanceof ReadableStream) void body.cancel()
  else if (body) headers['content-length'] ??= String(Buffer.byteLength(body))
  return null
}

/** A plain record takes the adapter's fast path; only repeated headers (cookies) need pairs. */
function flat(headers: ReplyHeaders): Record<string, string> | [string, string][] {
  for (const name in headers) if (Array.isArray(headers[name])) return pairs(headers)
  return headers as Record<string, string>
}

function pairs(headers: ReplyHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, one]),
  )
}
