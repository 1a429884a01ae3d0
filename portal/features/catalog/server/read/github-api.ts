import { createHash } from 'node:crypto'
import type { PortalError } from '@callboard/sdk'
import { isAllowedUrl } from './allow.ts'
import { type Got, httpGet } from './http-get.ts'
import { noSuchUrl, notAllowed, readError } from './read-error.ts'
import type { GithubSettings, ReaderDeps, ReaderSettings, ReadLimits } from './types.ts'

/** Requests to one GitHub (or GitHub Enterprise) host: credentials, redirects, rate limit. */
export interface GithubApi {
  host: GithubSettings
  /** `true` when requests carry a token. */
  isSignedIn: boolean
  /**
   * A path of the REST API, or a whole URL of the raw host. 304 and "there is no such thing" (404, 409 for
   * an empty repository, 422 for an unknown branch) are answers; the rest is thrown.
   *
   * @throws upstream_failed | unavailable | too_large
   */
  get(pathOrUrl: string, options: GithubGet): Promise<Got>
}

export interface GithubGet {
  /** The location this is for, for messages. */
  target: string
  accept?: string
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  limits?: Partial<ReadLimits>
}

const defaultBlockMs = 60_000

export function createGithubApi(host: GithubSettings, settings: ReaderSettings, deps: ReaderDeps): GithubApi {
  const now = deps.now ?? Date.now
  // Asking on after GitHub said "too many" makes it say so for longer.
  const blockedUntil = new Map<string, number>()

  async function get(pathOrUrl: string, options: GithubGet): Promise<Got> {
    const url = pathOrUrl.startsWith('/') ? host.apiBaseUrl + pathOrUrl : pathOrUrl
    const origin = new URL(url).origin
    const until = blockedUntil.get(origin)
    if (until !== undefined && until > now()) throw rateLimited(url, 'waits', until, host)
    const got = await httpGet(url, {
      fetch: deps.fetch,
      limits: { ...settings.limits, ...options.limits },
      signal: options.signal,
      approve: (hop) => ({ ...options.headers, ...headersFor(hop, host, settings, options) }),
    })
    if (isRateLimited(got)) {
      const resume = resumeAt(got, now())
      blockedUntil.set(origin, resume)
      deps.log.warn('github rate limit reached', {
        host: host.host,
        resumeAt: new Date(resume).toISOString(),
        isSignedIn: host.token !== null,
      })
      throw rateLimited(url, `answered ${got.status} ${got.statusText}`.trimEnd(), resume, host)
    }
    if (![200, 304, 404, 409, 422].includes(got.status)) throw refused(url, got, host)
    return got
  }

  return { host, isSignedIn: host.token !== null, get }
}

/** The token goes to the API's own origin and nowhere else, whatever a redirect says. */
function headersFor(
  hop: URL,
  host: GithubSettings,
  settings: ReaderSettings,
  options: GithubGet,
): Record<string, string> {
  if (hop.origin === new URL(host.apiBaseUrl).origin) {
    return {
      accept: options.accept ?? 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      ...(host.token ? { authorization: `Bearer ${host.token}` } : {}),
    }
  }
  if (hop.origin === new URL(host.rawBaseUrl).origin || isAllowedUrl(hop, settings.allow)) return {}
  throw notAllowed(hop.href, options.target)
}

function isRateLimited(got: Got): boolean {
  if (got.status === 429) return true
  if (got.status !== 403) return false
  return got.headers.get('x-ratelimit-remaining') === '0' || got.headers.has('retry-after')
}

function resumeAt(got: Got, now: number): number {
  const after = Number(got.headers.get('retry-after') ?? Number.NaN)
  if (Number.isFinite(after)) return now + after * 1000
  const reset = Number(got.headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000
  return Number.isFinite(reset) && reset > now ? reset : now + defaultBlockMs
}

function rateLimited(url: string, what: string, retryAt: number, host: GithubSettings): PortalError {
  const advice = host.token
    ? ''
    : 'Anonymous reading allows few requests: add a token to integrations.github. '
  return readError('unavailable', `Unable to read url, ${url} ${what} (rate limit exceeded)`, {
    hint: `${advice}Reading goes on by itself at ${new Date(retryAt).toISOString()}.`,
    retryAt,
  })
}

function refused(url: string, got: Got, host: GithubSettings): PortalError {
  const answered = `Unable to read url, ${url} answered ${got.status} ${got.statusText}`.trimEnd()
  if (got.status !== 401 && got.status !== 403) {
    return readError('upstream_failed', answered, { status: got.status })
  }
  const hint = host.token
    ? `The token of integrations.github for ${host.host} is not valid any more, or may not read this repository.`
    : `Add a token to integrations.github for ${host.host}.`
  return readError('upstream_failed', answered, { status: got.status, hint })
}

/** 404 also stands for "you may not see it". */
export function noSuchGithubFile(target: string, api: GithubApi): PortalError {
  const privately = api.host.hasApp
    ? 'A private repository needs a token in integrations.github: its GitHub App is not used for reading yet.'
    : 'A private repository needs a token in integrations.github.'
  return noSuchUrl(
    target,
    api.isSignedIn
      ? 'Check path and branch, and that the token of integrations.github may read the repository.'
      : `Check path and branch. ${privately}`,
  )
}

/** Parsed body of an API answer. @throws upstream_failed when it is not JSON. */
export function jsonOf(got: Got, what: string): unknown {
  try {
    return JSON.parse(Buffer.from(got.bytes).toString('utf8'))
  } catch (cause) {
    throw readError('upstream_failed', `Unable to read url, ${what} did not answer JSON`, {}, cause)
  }
}

/** The id git gives to a content, so that a file can be compared with a tree entry without a request. */
export function gitBlobId(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex')
}

/** `a b/c#.yaml` → `a%20b/c%23.yaml`. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}
