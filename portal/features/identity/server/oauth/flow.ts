/** The steps of a provider that people go away to and come back from (rest-api §6). */
import { PortalError, Reply, reasonOf } from '@callboard/sdk'
import { checkOwnPage } from '../session-cookie.ts'
import { type Destination, destinationOf, sendBack, storedDestination } from '../sign-in/destination.ts'
import type { Account, AuthResponse, Call, Provider, ProviderDeps } from '../sign-in/provider.ts'
import type { ProviderSettings } from '../sign-in/settings.ts'
import type { OAuthClient, TokenSet } from './client.ts'
import type { Connection, OAuthFacts } from './facts.ts'
import { createJourney, type State } from './journey.ts'
import { createOAuth2Client } from './oauth2-client.ts'
import { createOidcClient } from './oidc-client.ts'
import { createRefreshSession, isWithoutSession, type Refreshed } from './refresh-session.ts'
import { checkScope, joinScopes } from './scopes.ts'

const noStore = { 'cache-control': 'no-store' }

/** @throws `input` naming the key that is wrong or missing. */
export function oauthProvider(facts: OAuthFacts, settings: ProviderSettings, deps: ProviderDeps): Provider {
  const connection = facts.connect(settings)
  const client = clientOf(facts, connection, settings, deps)
  const session = createRefreshSession(facts, connection, client, settings, deps)
  const journey = createJourney(facts.id, deps)
  const scopes = [...connection.scopes, ...settings.words('additionalScopes')]

  /** For the audit log; a provider that is away is for the operator's log, nobody was refused. */
  const told = (call: Call, occasion: 'sign-in' | 'refresh', error: PortalError): PortalError => {
    if (error.code === 'unavailable') deps.log.warn(error.message, { provider: facts.id })
    else deps.refused(call, occasion, error.message)
    return error
  }

  const leave = async ({ request, query }: Call, destination: Destination): Promise<Reply> => {
    const scope = joinScopes(scopes, session.grantedScope(request.headers), checkScope(query.get('scope')))
    const audience = connection.exchangesAudience ? (query.get('audience') ?? undefined) : undefined
    const { asked, setCookie } = await journey.begin(request.headers, destination, { scope, audience })
    const location = await client.authorizationUrl(asked)
    return new Reply(302, null, { ...noStore, location, 'set-cookie': setCookie })
  }

  const comeBack = async (call: Call): Promise<Reply> => {
    const params = call.method === 'POST' ? fieldsOf(call) : call.query
    const { headers } = call.request
    let state: State
    try {
      state = await journey.stateOf(params)
    } catch (thrown) {
      const { name, message } = told(call, 'sign-in', failure(thrown, 'Login failed'))
      const ours = { origin: deps.checkOrigin(null), redirectUrl: undefined }
      return sendBack(ours, { error: { name, message } }, [])
    }
    // Posted across sites, browsers leave our cookie out; they bring it when they are sent on.
    if (call.method === 'POST' && !journey.isSame(headers)) {
      return new Reply(303, null, { ...noStore, location: `${deps.callbackUrl}?${params}` })
    }
    const destination = storedDestination(state.destination)
    const gone = journey.end(headers)
    let tokens: TokenSet
    let account: Account
    try {
      const asked = await journey.askedOf(headers, state, params)
      tokens = await client.exchange(params, asked)
      const { audience } = state
      const idToken = audience ? await client.exchangeFor?.(audience, tokens.accessToken) : tokens.idToken
      account = withTokens(await client.readAccount(tokens), { ...tokens, idToken }, asked.scope)
    } catch (thrown) {
      const { name, message } = told(call, 'sign-in', failure(thrown, 'Login failed'))
      return sendBack(destination, { error: { name, message } }, gone)
    }
    try {
      const response = await deps.complete(account, call, 'sign-in')
      const begun = await session.begin(headers, tokens, state.scope)
      return sendBack(destination, { response }, [...gone, ...begun])
    } catch (thrown) {
      const { name, message } = failure(thrown, 'Login failed')
      return sendBack(destination, { error: { name, message } }, gone)
    }
  }

  const logoutUrlFor = async (idToken: string | undefined): Promise<string | undefined> => {
    const backTo = deps.config.get('app.baseUrl') ?? deps.checkOrigin(null)
    if (connection.logoutUrl) return connection.logoutUrl(String(backTo))
    if (!settings.flag('logoutAtProvider')) return undefined
    try {
      return await client.logoutUrl?.(String(backTo), idToken)
    } catch (thrown) {
      // The session here is over all the same.
      deps.log.warn('nobody can be signed out of the provider', {
        provider: facts.id,
        reason: reasonOf(thrown),
      })
      return undefined
    }
  }

  return {
    steps: {
      async start(call) {
        const destination = destinationOf(call.query, deps.checkOrigin)
        try {
          return await leave(call, destination)
        } catch (thrown) {
          if (!(thrown instanceof PortalError) || thrown.code === 'input') throw thrown
          // Somebody waits in a window for an answer: they get it as every other one.
          const { name, message } = told(call, 'sign-in', failure(thrown, 'Login failed'))
          return sendBack(destination, { error: { name, message } }, [])
        }
      },
      'handler/frame': comeBack,
      async refresh(call) {
        checkOwnPage(call)
        const { headers } = call.request
        checkScope(call.query.get('scope'))
        let refreshed: Refreshed
        let account: Account
        try {
          refreshed = await session.refresh(headers)
          const { tokens, granted } = refreshed
          account = withTokens(await client.readAccount(tokens), tokens, granted)
        } catch (thrown) {
          const error = failure(thrown, 'Refresh failed')
          // A page without a session asks too; that is no event.
          if (!isWithoutSession(thrown)) told(call, 'refresh', error)
          throw error
        }
        try {
          const response: AuthResponse = await deps.complete(account, call, 'refresh')
          const answer = { ...noStore, 'set-cookie': refreshed.setCookie }
          return Reply.json(JSON.stringify(response), 200, answer)
        } catch (thrown) {
          throw failure(thrown, 'Refresh failed')
        }
      },
      async logout(call) {
        checkOwnPage(call)
        const { setCookie, idToken } = await session.end(call.request.headers)
        const headers = { ...noStore, 'set-cookie': setCookie }
        const logoutUrl = await logoutUrlFor(idToken)
        return logoutUrl
          ? Reply.json(JSON.stringify({ logoutUrl }), 200, headers)
          : new Reply(200, null, headers)
      },
    },
  }
}

function clientOf(
  facts: OAuthFacts,
  connection: Connection,
  settings: ProviderSettings,
  deps: ProviderDeps,
): OAuthClient {
  const { title } = facts
  const common = {
    ...{ title, key: deps.key, callbackUrl: deps.callbackUrl, fetch: deps.fetch, clock: deps.clock },
    clientId: settings.needed('clientId'),
    clientSecret: facts.isPublicClient ? settings.text('clientSecret') : settings.needed('clientSecret'),
  }
  const { server } = connection
  return 'issuer' in server
    ? createOidcClient({ ...connection, server }, common)
    : createOAuth2Client({ ...connection, server }, common)
}

/** Adds what Backstage's clients find in `providerInfo`. */
function withTokens(account: Account, tokens: TokenSet, scope: string): Account {
  const { accessToken, idToken, expiresInSeconds } = tokens
  return {
    ...account,
    providerInfo: {
      accessToken,
      scope: tokens.scope ?? scope,
      ...(idToken && { idToken }),
      ...(expiresInSeconds !== undefined && { expiresInSeconds }),
    },
  }
}

/** In the reference's words; faults of ours are for the log. */
function failure(thrown: unknown, what: 'Login failed' | 'Refresh failed'): PortalError {
  if (!(thrown instanceof PortalError) || thrown.code === 'internal') throw thrown
  const text = thrown.message.startsWith(what)
    ? thrown.message
    : `${what}; caused by ${thrown.name}: ${thrown.message}`
  // An outage says nothing about the person: pages keep the session they have.
  const isOutage = thrown.code === 'unavailable' || thrown.code === 'upstream_failed'
  return new PortalError(isOutage ? 'unavailable' : 'unauthenticated', text, thrown.details, thrown)
}

function fieldsOf({ body }: Call): URLSearchParams {
  const fields = new URLSearchParams()
  for (const [name, value] of Object.entries(body)) if (typeof value === 'string') fields.set(name, value)
  return fields
}
