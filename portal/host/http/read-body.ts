/** Reads a JSON body (or a form, where a route takes one) within its limit. Everything about it is hostile: length, type, encoding, keys. */
import { PortalError, type Route } from '@callboard/sdk'

const defaultLimit = 1024 * 1024
const formType = /^application\/x-www-form-urlencoded\s*(?:;|$)/i
const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i

/**
 * @returns the parsed body; `{}` when there is none, as the reference does. The text, where a route wants that.
 * @throws `too_large`, `unsupported_media_type` or `input`.
 */
export async function readBody(request: Request, route: Route): Promise<unknown> {
  const limit = route.maxBodyBytes ?? defaultLimit
  const nothing = route.asText ? '' : {}
  const length = request.headers.get('content-length')
  if (
    length === '0' ||
    (length === null && request.headers.get('transfer-encoding') === null && !request.body)
  ) {
    return nothing
  }
  if (length !== null && Number(length) > limit) throw tooLarge(limit)
  const encoding = request.headers.get('content-encoding')
  if (encoding && encoding !== 'identity') {
    throw new PortalError('unsupported_media_type', `unsupported content encoding "${encoding}"`)
  }
  // A given length is kept by Node's parser; without one (chunked) the bytes are counted here.
  const text = length === null ? await readCounted(request, limit) : await request.text()
  if (text === '') return nothing
  const type = request.headers.get('content-type') ?? ''
  if (route.form && formType.test(type)) return Object.fromEntries(new URLSearchParams(text))
  if (!jsonType.test(type)) {
    throw new PortalError(
      'unsupported_media_type',
      `unsupported media type ${type || '(none)'}, send application/json`,
    )
  }
  return route.asText ? text : parseJson(text)
}

async function readCounted(request: Request, limit: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    // The reviver costs time, so it runs only where the word can stand (also written with escapes).
    return /__proto__|\\u00/i.test(text) ? JSON.parse(text, refuseProto) : JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof PortalError) throw thrown
    throw new PortalError('input', `Malformed JSON in the request body: ${(thrown as Error).message}`)
  }
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__')
    throw new PortalError('input', 'The key "__proto__" is not allowed in a request body')
  return value
}

function tooLarge(limit: number): PortalError {
  return new PortalError('too_large', `request entity too large, the limit is ${limit} bytes`)
}
