/**
 * OpenID Connect, by openid-client: discovery, PKCE, nonce, and the signature, issuer and audience of ID tokens.
 * The library is loaded at the first sign-in, so that it costs the start nothing.
 */
import { PortalError } from '@callboard/sdk'
import { compactVerify } from 'jose'
import type { Configuration } from 'openid-client'
import type { OAuthClient, TokenSet } from './client.ts'
import type { Connection } from './facts.ts'
import type { ClientDeps } from './oauth2-client.ts'
import { createProviderApi } from './provider-api.ts'
import { providerError, refusedByProvider } from './provider-error.ts'

/** How long a discovery document is believed. */
const believedMs = 3_600_000

interface OidcDeps extends ClientDeps {
  clock: { now(): number }
}

export function createOidcClient(
  connection: Connection & { server: { issuer: string } },
  deps: OidcDeps,
): OAuthClient {
  const { title, key, callbackUrl, clock } = deps
  const lib = () => import('openid-client')
  let found: { at: number; config: Promise<Configuration> } | undefined

  const discover = (): Promise<Configuration> => {
    if (found && clock.now() - found.at < believedMs) return found.config
    const config = readServer(connection, deps)
    found = { at: clock.now(), config }
    // What failed is asked again at the next sign-in.
    config.catch(() => {
      found = undefined
    })
    return config
  }
  const guarded = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask()
    } catch (thrown) {
      throw providerError(thrown, title, key)
    }
  }

  /** The library checks signatures by the provider's keys; one by a shared secret is checked here. */
  const checkSharedSecret = async (idToken: string | undefined): Promise<void> => {
    const { idTokenAlgorithm: algorithm } = connection
    if (!idToken || !isShared(algorithm)) return
    try {
      await compactVerify(idToken, Buffer.from(deps.clientSecret ?? ''), { algorithms: [algorithm] })
    } catch (thrown) {
      const reason = `${title} sent an ID token that is not signed with the clientSecret of ${key}`
      throw new PortalError('unauthenticated', reason, {}, thrown)
    }
  }

  return {
    authorizationUrl: ({ state, scope, verifier, nonce }) =>
      guarded(async () => {
        const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await lib()
        return buildAuthorizationUrl(await discover(), {
          ...connection.params,
          redirect_uri: callbackUrl,
          scope,
          state,
          nonce,
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        }).href
      }),
    exchange: (callback, { state, verifier, nonce }) =>
      guarded(async () => {
        const error = callback.get('error')
        if (error) {
          const error_description = callback.get('error_description')
          throw refusedByProvider({ error, error_description }, title, key)
        }
        const { authorizationCodeGrant } = await lib()
        const url = new URL(callbackUrl)
        for (const [name, value] of callback) url.searchParams.set(name, value)
        const answer = await authorizationCodeGrant(await discover(), url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        await checkSharedSecret(answer.id_token)
        return tokensOf(answer, answer.claims())
      }),
    refresh: (refreshToken, subject) =>
      guarded(async () => {
        const { refreshTokenGrant } = await lib()
        const answer = await refreshTokenGrant(await discover(), refreshToken)
        await checkSharedSecret(answer.id_token)
        const claims = answer.claims() ?? (subject ? { sub: subject } : {})
        if (subject && claims.sub !== subject) {
          throw new PortalError('unauthenticated', `${title} answers for somebody else`)
        }
        return tokensOf(answer, claims)
      }),
    readAccount: (tokens) =>
      guarded(async () => {
        const client = await lib()
        const config = await discover()
        const api = createProviderApi(deps, tokens.accessToken, connection.timeoutMs)
        const { sub } = tokens.claims
        const who = await connection.whoIsIt(tokens, {
          ...api,
          async userInfo() {
            if (!config.serverMetadata().userinfo_endpoint) return {}
            const subject = typeof sub === 'string' ? sub : client.skipSubjectCheck
            return client.fetchUserInfo(config, tokens.accessToken, subject)
          },
        })
        return { ...who, providerInfo: {} }
      }),
    revoke: (refreshToken) =>
      guarded(async () => {
        const config = await discover()
        if (!config.serverMetadata().revocation_endpoint) return
        const { tokenRevocation } = await lib()
        await tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' })
      }),
    logoutUrl: (backTo, idToken) =>
      guarded(async () => {
        const config = await discover()
        if (!config.serverMetadata().end_session_endpoint) return undefined
        const { buildEndSessionUrl } = await lib()
        return buildEndSessionUrl(config, {
          post_logout_redirect_uri: backTo,
          ...(idToken && { id_token_hint: idToken }),
        }).href
      }),
    exchangeFor: (audience, accessToken) =>
      guarded(async () => {
        const { genericGrantRequest } = await lib()
        const type = 'urn:ietf:params:oauth:token-type'
        const grant = 'urn:ietf:params:oauth:grant-type:token-exchange'
        const answer = await genericGrantRequest(await discover(), grant, {
          ...{ audience, subject_token: accessToken },
          ...{ subject_token_type: `${type}:access_token`, requested_token_type: `${type}:jwt` },
        })
        return answer.access_token
      }),
  }
}

async function readServer(
  { server, clientAuth, idTokenAlgorithm, timeoutMs }: Connection & { server: { issuer: string } },
  deps: OidcDeps,
): Promise<Configuration> {
  const client = await import('openid-client')
  const { clientSecret } = deps
  const proofs = {
    post: () => client.ClientSecretPost(clientSecret),
    basic: () => client.ClientSecretBasic(clientSecret),
    none: () => client.None(),
  }
  const proof = proofs[clientAuth ?? (clientSecret ? 'post' : 'none')]()
  const metadata = {
    ...(clientSecret && { client_secret: clientSecret }),
    ...(idTokenAlgorithm && { id_token_signed_response_alg: idTokenAlgorithm }),
  }
  const isPlain = server.issuer.startsWith('http:')
  return client.discovery(new URL(server.issuer), deps.clientId, metadata, proof, {
    timeout: Math.max(1, Math.round((timeoutMs ?? 15_000) / 1000)),
    [client.customFetch]: (url, options) => deps.fetch(url, options as RequestInit),
    execute: [
      // The library trusts TLS for tokens it fetched itself; we check their signature as well.
      ...(isShared(idTokenAlgorithm) ? [] : [client.enableNonRepudiationChecks]),
      // The operator wrote http: a provider inside the company, or on this machine.
      ...(isPlain ? [client.allowInsecureRequests] : []),
    ],
  })
}

function isShared(algorithm: string | undefined): algorithm is `HS${number}` {
  return algorithm?.startsWith('HS') === true
}

interface Answer {
  access_token: string
  refresh_token?: string
  id_token?: string
  scope?: string
  expires_in?: number
}

function tokensOf(answer: Answer, claims: Record<string, unknown> | undefined): TokenSet {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    idToken: answer.id_token,
    scope: answer.scope,
    expiresInSeconds: answer.expires_in,
    claims: claims ?? {},
  }
}
