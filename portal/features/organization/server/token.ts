/** A token for a portal that acts as itself (OAuth 2.0 client credentials and its relatives). */
import { PortalError } from '@callboard/sdk'

interface TokenRequest {
  fetch: typeof fetch
  signal: AbortSignal
  url: string
  /** Who is asked, for messages. */
  host: string
  form: Record<string, string>
  hint: string
}

/** @throws `upstream_failed` saying what the host said, never what it was sent. */
export async function clientCredentials({
  fetch,
  signal,
  url,
  host,
  form,
  hint,
}: TokenRequest): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { accept: 'application/json' },
    redirect: 'manual',
    signal,
  })
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>
  if (response.ok && typeof answer.access_token === 'string') return answer.access_token
  const why = typeof answer.error_description === 'string' ? answer.error_description : answer.error
  const reason = typeof why === 'string' ? ` (${why.split('\n')[0]?.slice(0, 200)})` : ''
  throw new PortalError(
    'upstream_failed',
    `${host} answered ${response.status}${reason} to the request for a token`,
    { hint },
  )
}
