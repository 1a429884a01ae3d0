/**
 * Outgoing HTTP. Goes through HTTP(S)_PROXY / NO_PROXY (and the GLOBAL_AGENT_… names of Backstage
 * deployments), gives up after a time, says who we are, and follows no redirect unless asked: a redirect may
 * lead to a host that the config does not allow.
 */
import http from 'node:http'
import { PortalError, reasonOf } from '@callboard/sdk'
import { programVersion } from './program.ts'

export interface FetchOptions {
  /** Of the portal, for the User-Agent header; this program's unless told. */
  version?: string
  /** For the whole exchange, body included; 30,000 unless told. */
  timeoutMs?: number
}

/**
 * A `fetch` that fails with `upstream_failed` and a sentence when the other side cannot be reached or is too
 * slow. A caller's own abort is passed on as it is.
 */
export function createFetch(options: FetchOptions = {}): typeof fetch {
  const { version = programVersion(), timeoutMs = 30_000 } = options
  return async (input, init = {}) => {
    const request = input instanceof Request ? input : undefined
    const headers = new Headers(init.headers ?? request?.headers)
    if (!headers.has('user-agent')) headers.set('user-agent', `callboard/${version}`)
    const timeout = AbortSignal.timeout(timeoutMs)
    const caller = init.signal ?? request?.signal
    const signal = caller ? AbortSignal.any([caller, timeout]) : timeout
    try {
      return await fetch(input, { redirect: 'manual', ...init, headers, signal })
    } catch (thrown) {
      if (caller?.aborted) throw thrown
      const origin = originOf(input)
      const reason = timeout.aborted ? `no answer in ${timeoutMs / 1_000} s` : networkReason(thrown)
      throw new PortalError(
        'upstream_failed',
        `Cannot reach ${origin}: ${reason}`,
        { origin, reason },
        thrown,
      )
    }
  }
}

/** Without path, query and credentials, which may be secret. */
function originOf(input: string | URL | Request): string {
  const url = input instanceof Request ? input.url : String(input)
  return URL.canParse(url) ? new URL(url).origin : 'an invalid URL'
}

function networkReason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return reasonOf(thrown)
  const inner: unknown = thrown.cause instanceof AggregateError ? thrown.cause.errors[0] : thrown.cause
  if (!(inner instanceof Error)) return thrown.message
  const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : ''
  return /^(E[A-Z]+|EAI_[A-Z]+)$/.test(code) ? code : inner.message || code
}

/**
 * Makes every outgoing request of the process honour the proxy variables. Returns what undoes it.
 *
 * @throws `input` for a proxy that is not a URL.
 */
export function useProxies(env: Record<string, string | undefined> = process.env): () => void {
  const first = (...names: string[]) => names.map((name) => env[name]).find((value) => value)
  const proxies = {
    http_proxy: first('GLOBAL_AGENT_HTTP_PROXY', 'http_proxy', 'HTTP_PROXY'),
    https_proxy: first('GLOBAL_AGENT_HTTPS_PROXY', 'GLOBAL_AGENT_HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'),
    no_proxy: first('GLOBAL_AGENT_NO_PROXY', 'no_proxy', 'NO_PROXY'),
  }
  try {
    return http.setGlobalProxyFromEnv(proxies as NodeJS.ProcessEnv)
  } catch (thrown) {
    const names = 'HTTP_PROXY, HTTPS_PROXY or a GLOBAL_AGENT_ variable'
    throw new PortalError('input', `${names} is not a URL: ${reasonOf(thrown)}`, {}, thrown)
  }
}
