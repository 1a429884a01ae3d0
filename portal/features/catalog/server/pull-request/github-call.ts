/** Requests to GitHub's REST API that may change something: with the token, to its own origin, never redirected. */
import { PortalError } from '@callboard/sdk'
import type { GithubSettings } from '../read/types.ts'

export interface Answered {
  status: number
  body: unknown
}

export interface GithubCalls {
  /** @throws upstream_failed | too_many_requests for what no caller of this can put right */
  call(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Answered>
}

const maxAnswerBytes = 5_000_000

/** `host` must have a token. */
export function githubCalls(host: GithubSettings, fetcher: typeof fetch, signal: AbortSignal): GithubCalls {
  return {
    async call(method, path, body) {
      const response = await fetcher(host.apiBaseUrl + path, {
        method,
        redirect: 'manual',
        signal,
        headers: {
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${host.token}`,
          'x-github-api-version': '2022-11-28',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const answered = { status: response.status, body: await bodyOf(response) }
      refuseFault(answered, response.headers, host)
      return answered
    },
  }
}

/** What GitHub says of a call that it refused. */
export function messageOf({ body }: Answered): string {
  const { message, errors } = (body ?? {}) as { message?: unknown; errors?: unknown }
  const more = Array.isArray(errors) ? errors.map((error) => (error as { message?: unknown }).message) : []
  return [message, ...more].filter((text) => typeof text === 'string').join(': ')
}

function refuseFault(answered: Answered, headers: Headers, host: GithubSettings): void {
  const { status } = answered
  if (isLimited(status, headers)) throw limited(headers, host)
  if (status === 401) {
    throw new PortalError('upstream_failed', `${host.host} does not accept the portal's token`, {
      hint: `The token of integrations.github for ${host.host} is wrong, or not valid any more.`,
    })
  }
  if (status === 403) throw notEnough(host, messageOf(answered))
  if (status < 500) return
  throw new PortalError('upstream_failed', `${host.host} answered ${status}`, {
    hint: 'Nothing is lost: try again in a moment.',
  })
}

/** The token may not do what is needed. GitHub says so with 403, or with 404 where even seeing is not allowed. */
export function notEnough(host: GithubSettings, said: string): PortalError {
  const message = `The portal's token for ${host.host} may not open pull requests in this repository`
  return new PortalError('upstream_failed', said ? `${message} (${said})` : message, {
    hint: 'It needs write access to "Contents" and "Pull requests" of the repository (classic tokens: the scope "repo").',
  })
}

function isLimited(status: number, headers: Headers): boolean {
  if (status === 429) return true
  return status === 403 && (headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after'))
}

function limited(headers: Headers, host: GithubSettings): PortalError {
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1000
  const after = Number(headers.get('retry-after') ?? Number.NaN) * 1000
  const at = Number.isFinite(after) ? Date.now() + after : Number.isFinite(reset) ? reset : undefined
  const when = at === undefined ? 'in a few minutes' : `after ${new Date(at).toISOString()}`
  return new PortalError('too_many_requests', `${host.host} takes no more requests for now (rate limit)`, {
    hint: `Try again ${when}.`,
  })
}

async function bodyOf(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxAnswerBytes) throw new PortalError('upstream_failed', 'GitHub answered too much')
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}
