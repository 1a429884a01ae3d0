import { PortalError, reasonOf } from '@callboard/sdk'
import { readError, shownUrl } from './read-error.ts'
import type { ReadLimits } from './types.ts'

/**
 * One careful GET: every redirect hop asked about before it is followed, time and size bounded over the
 * whole of it. Sizes are counted after decompression, so a small gzip bomb costs what a large file costs.
 */
export interface GetOptions {
  fetch: typeof fetch
  limits: ReadLimits
  signal: AbortSignal | undefined
  /** Headers of the request to this hop; thrown errors end the read. */
  approve(hop: URL): Record<string, string>
}

export interface Got {
  status: number
  statusText: string
  headers: Headers
  /** Empty unless the status is 200. */
  bytes: Uint8Array
}

/** @throws unavailable | upstream_failed | too_large, and what `approve` throws. */
export async function httpGet(target: string, options: GetOptions): Promise<Got> {
  const timeout = AbortSignal.timeout(options.limits.timeoutMs)
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout
  try {
    const response = await follow(new URL(target), options, signal)
    if (response.status !== 200) {
      await response.body?.cancel()
      return { ...headOf(response), bytes: new Uint8Array() }
    }
    return { ...headOf(response), bytes: await bodyOf(response, target, options.limits.maxBytes) }
  } catch (thrown) {
    if (thrown instanceof PortalError) throw thrown
    if (options.signal?.aborted) {
      throw readError('unavailable', `Unable to read url, the read of ${shownUrl(target)} was stopped`)
    }
    if (timeout.aborted || isTimeout(thrown)) throw timedOut(target, options.limits.timeoutMs)
    throw readError(
      'unavailable',
      `Unable to read url, ${shownUrl(target)} could not be reached: ${networkReason(thrown)}`,
      {},
      thrown,
    )
  }
}

async function follow(start: URL, options: GetOptions, signal: AbortSignal): Promise<Response> {
  const seen = new Set<string>()
  let hop = start
  for (let redirects = 0; ; redirects++) {
    if (seen.has(hop.href)) throw badRedirect(start, 'redirects in a circle')
    if (redirects > options.limits.maxRedirects) {
      throw badRedirect(start, `redirects more than ${options.limits.maxRedirects} times`)
    }
    seen.add(hop.href)
    const response = await ask(hop, options, signal)
    if (![301, 302, 303, 307, 308].includes(response.status)) return response
    const next = response.headers.get('location')
    await response.body?.cancel()
    if (!next || !URL.canParse(next, hop.href)) throw badRedirect(start, 'redirects without a usable address')
    hop = new URL(next, hop)
  }
}

async function ask(hop: URL, options: GetOptions, signal: AbortSignal): Promise<Response> {
  const headers = options.approve(hop)
  try {
    return await options.fetch(hop.href, { headers, redirect: 'manual', signal })
  } catch (thrown) {
    // The host's fetch has a sentence of its own; ours also names the file, so the cause is what counts.
    throw thrown instanceof PortalError && thrown.cause !== undefined ? thrown.cause : thrown
  }
}

async function bodyOf(response: Response, target: string, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(response.headers.get('content-length') ?? 0)
  if (announced > maxBytes) {
    await response.body?.cancel()
    throw tooLarge(target, maxBytes)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    // Leaving the loop by throwing also cancels the stream.
    if (size > maxBytes) throw tooLarge(target, maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function headOf(response: Response) {
  return { status: response.status, statusText: response.statusText, headers: response.headers }
}

function tooLarge(target: string, maxBytes: number): PortalError {
  return readError(
    'too_large',
    `Unable to read url, ${shownUrl(target)} is larger than the limit of ${sizeText(maxBytes)}`,
    { hint: 'Split the file, or point at the right one: catalog files are small.' },
  )
}

/** `10 MB`. */
export function sizeText(bytes: number): string {
  return bytes >= 1_000_000 ? `${Math.round(bytes / 100_000) / 10} MB` : `${Math.round(bytes / 1000)} kB`
}

function isTimeout(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'TimeoutError'
}

function timedOut(target: string, timeoutMs: number): PortalError {
  return readError(
    'unavailable',
    `Unable to read url, ${shownUrl(target)} did not answer within ${timeoutMs / 1000} s`,
  )
}

function badRedirect(start: URL, what: string): PortalError {
  return readError('upstream_failed', `Unable to read url, ${shownUrl(start.href)} ${what}`, {
    hint: 'Open the address in a browser and use the one it ends at.',
  })
}

const networkReasons: Record<string, string> = {
  ENOTFOUND: 'its host name is not known (DNS)',
  EAI_AGAIN: 'its host name could not be looked up just now (DNS)',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no network',
  Z_DATA_ERROR: 'its compressed body is broken',
  Z_BUF_ERROR: 'its compressed body is broken',
}

const certificateCodes =
  /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH/

/** fetch hides what happened two causes deep; this finds it. */
function networkReason(thrown: unknown): string {
  let error: unknown = thrown
  for (let depth = 0; depth < 5 && error instanceof Error; depth++) {
    if (error instanceof AggregateError && error.errors[0]) error = error.errors[0]
    const code = (error as NodeJS.ErrnoException).code
    const known = code && networkReasons[code]
    if (known) return known
    if (code && certificateCodes.test(code)) {
      return `its TLS certificate is not trusted (${code}); a private authority goes into NODE_EXTRA_CA_CERTS`
    }
    if (!(error as Error).cause) break
    error = (error as Error).cause
  }
  return reasonOf(error)
}
