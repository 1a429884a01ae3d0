/**
 * Plain OAuth 2 (RFC 6749) with PKCE. Not by openid-client: vendors without OpenID Connect answer errors with
 * status 200, leave `token_type` out or send ID tokens of issuers that cannot be checked, all of which a
 * library for the standard rightly refuses. An ID token here comes straight from the token endpoint, proved by
 * TLS and the client secret.
 */
import { createHash } from 'node:crypto'
import { PortalError } from '@callboard/sdk'
import { decodeJwt } from 'jose'
import { objectOf, text } from './claims-account.ts'
import type { Asked, OAuthClient, TokenSet } from './client.ts'
import type { Connection } from './facts.ts'
import { createProviderApi } from './provider-api.ts'
import { providerError, refusedByProvider } from './provider-error.ts'

export interface ClientDeps {
  title: string
  key: string
  clientId: string
  clientSecret: string | undefined
  callbackUrl: string
  fetch: typeof fetch
}

export function createOAuth2Client(
  connection: Connection & { server: { authorizationUrl: string; tokenUrl: string } },
  deps: ClientDeps,
): OAuthClient {
  const { title, key, clientId, callbackUrl } = deps
  const { server, clientAuth } = connection

  const askForTokens = async (grant: Record<string, string>): Promise<TokenSet> => {
    const body = new URLSearchParams(grant)
    const headers = new Headers({ accept: 'application/json' })
    if (clientAuth === 'basic') {
      const pair = [clientId, deps.clientSecret ?? ''].map(encodeURIComponent).join(':')
      headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
    }
    // Some that take the header want the id in the body as well; none minds.
    body.set('client_id', clientId)
    if (clientAuth !== 'basic' && deps.clientSecret) body.set('client_secret', deps.clientSecret)
    const response = await deps.fetch(server.tokenUrl, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(connection.timeoutMs ?? 15_000),
    })
    return tokensOf(response, await response.text(), title, key)
  }
  const guarded = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask()
    } catch (thrown) {
      throw providerError(thrown, title, key)
    }
  }

  return {
    async authorizationUrl({ state, scope, verifier }: Asked) {
      const url = new URL(server.authorizationUrl)
      const params = {
        ...connection.params,
        response_type: 'code',
        client_id: clientId,
        redirect_uri: callbackUrl,
        ...(scope && { scope }),
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      }
      for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
      return url.href
    },
    exchange: (callback, { verifier }) =>
      guarded(async () => {
        const error = callback.get('error')
        if (error) {
          const error_description = callback.get('error_description')
          throw refusedByProvider({ error, error_description }, title, key)
        }
        const code = callback.get('code')
        if (!code) throw new PortalError('unauthenticated', `${title} sent no code`)
        return askForTokens({
          grant_type: 'authorization_code',
          code,
          redirect_uri: callbackUrl,
          code_verifier: verifier,
        })
      }),
    refresh: (refreshToken) =>
      guarded(() => askForTokens({ grant_type: 'refresh_token', refresh_token: refreshToken })),
    readAccount: (tokens) =>
      guarded(async () => {
        const api = createProviderApi(deps, tokens.accessToken, connection.timeoutMs)
        const who = await connection.whoIsIt(tokens, { ...api, userInfo: async () => ({}) })
        return { ...who, providerInfo: {} }
      }),
  }
}

function tokensOf(response: Response, body: string, title: string, key: string): TokenSet {
  const answer = parse(body)
  if (answer.error !== undefined) throw refusedByProvider(answer, title, key)
  const accessToken = text(answer.access_token)
  if (!accessToken) {
    throw new PortalError(
      response.status >= 500 ? 'unavailable' : 'unauthenticated',
      `${title} sent no access token (status ${response.status})`,
    )
  }
  const idToken = text(answer.id_token)
  const seconds = Number(answer.expires_in)
  return {
    accessToken,
    idToken,
    refreshToken: text(answer.refresh_token),
    // GitHub puts commas between them.
    scope: text(answer.scope)?.replaceAll(',', ' '),
    expiresInSeconds: seconds > 0 ? seconds : undefined,
    claims: claimsOf(idToken),
  }
}

function parse(body: string): Record<string, unknown> {
  try {
    return objectOf(JSON.parse(body))
  } catch {
    // GitHub answers in this form to who does not ask for JSON, others always do.
    return Object.fromEntries(new URLSearchParams(body))
  }
}

function claimsOf(idToken: string | undefined): Record<string, unknown> {
  if (!idToken) return {}
  try {
    return decodeJwt(idToken)
  } catch {
    return {}
  }
}
