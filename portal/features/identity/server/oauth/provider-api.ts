import { PortalError } from '@callboard/sdk'
import type { ProviderApi } from './facts.ts'

const largestAnswer = 1024 * 1024

/** The provider's API in the name of whom the token belongs to. Redirects are not followed. */
export function createProviderApi(
  { title, fetch }: { title: string; fetch: typeof globalThis.fetch },
  accessToken: string,
  timeoutMs = 15_000,
): Omit<ProviderApi, 'userInfo'> {
  const read = async (url: string, accept: string): Promise<{ status: number; body: string }> => {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${accessToken}`, accept },
      signal: AbortSignal.timeout(timeoutMs),
    })
    let body = ''
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      body += decoder.decode(chunk as Uint8Array, { stream: true })
      if (body.length > largestAnswer) throw new PortalError('unavailable', `${title} answers too much`)
    }
    return { status: response.status, body }
  }
  const refused = (status: number, url: string): PortalError =>
    new PortalError(
      status >= 500 ? 'unavailable' : 'unauthenticated',
      `${title} answers ${status} to the question who you are (${new URL(url).pathname})`,
    )
  return {
    async json(url) {
      const { status, body } = await read(url, 'application/json')
      if (status === 403 || status === 404) return undefined
      if (status < 200 || status > 299) throw refused(status, url)
      try {
        return JSON.parse(body) as unknown
      } catch {
        throw new PortalError('unavailable', `${title} does not answer in JSON (${new URL(url).pathname})`)
      }
    },
    async text(url) {
      const { status, body } = await read(url, 'text/plain, */*')
      if (status < 200 || status > 299) throw refused(status, url)
      return body
    },
  }
}
