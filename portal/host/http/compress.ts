/**
 * Compression of answers, negotiated. Small bodies, already encoded ones and event streams go as they are.
 * Bytes are compressed off the main thread, at the quick settings: a page list is made anew every time.
 */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Reply } from '@callboard/sdk'

const smallest = 1400
const gzipAsync = promisify(gzip)
const brotliAsync = promisify(brotliCompress)
const compressible =
  /^(?:text\/(?!event-stream)|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript|yaml)|application\/(?:manifest|wasm)|image\/svg)/

export type Encoding = 'br' | 'gzip'

/** The best encoding that the caller accepts, if any; streams are offered gzip only. */
export function negotiate(accept: string | null, stream = false): Encoding | undefined {
  if (!accept) return undefined
  const wanted = new Map<string, number>()
  for (const part of accept.toLowerCase().split(',')) {
    const [name = '', ...options] = part.trim().split(/\s*;\s*/)
    const q = options.find((option) => option.startsWith('q='))
    wanted.set(name, q ? Number(q.slice(2)) || 0 : 1)
  }
  const weight = (name: string): number => wanted.get(name) ?? wanted.get('*') ?? 0
  const br = stream ? 0 : weight('br')
  const gz = weight('gzip')
  if (br === 0 && gz === 0) return undefined
  return br >= gz ? 'br' : 'gzip'
}

export function isCompressible(type: string | undefined): boolean {
  return type !== undefined && compressible.test(type)
}

type Body = Reply['body']

/** The encoded body, or undefined when it should go as it is. */
export function encode(
  body: Body,
  encoding: Encoding,
): Promise<Uint8Array> | ReadableStream<Uint8Array> | undefined {
  if (body === null) return undefined
  if (body instanceof ReadableStream) {
    const pipe = new CompressionStream('gzip') as unknown as ReadableWritablePair<Uint8Array, Uint8Array>
    return body.pipeThrough(pipe)
  }
  if (body.length < smallest) return undefined
  return encoding === 'gzip'
    ? gzipAsync(body, { level: 1 })
    : brotliAsync(body, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: 2,
          [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        },
      })
}
