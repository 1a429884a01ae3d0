/** The routes of sign-in: guests, what the page shows, and the steps of providers. */
import { type ConfigReader, type Handlers, PortalError, type RequestContext } from '@callboard/sdk'
import type { signInRoutes } from '../../api/sign-in-routes.ts'
import { signInGuest } from '../guest.ts'
import type { Ownership } from '../ownership.ts'
import type { IdentitySettings } from '../settings.ts'
import type { Tokens } from '../tokens.ts'
import type { Raw } from './provider.ts'
import type { Registry } from './registry.ts'
import { signInPage } from './sign-in-page.ts'

interface Deps {
  settings: IdentitySettings
  isDevelopment: boolean
  ownership: Ownership
  tokens: Tokens
  /** As the config is now. */
  config(): Pick<ConfigReader, 'get'>
  registry(): Registry
}

export function signInHandlers(deps: Deps): Handlers<typeof signInRoutes> {
  const { settings, ownership, tokens, config, registry } = deps
  const guest = () => signInGuest(settings, deps.isDevelopment, ownership, tokens)
  const step = (
    request: RequestContext,
    { provider, step }: { provider: string; step: string },
    method: 'GET' | 'POST',
    body: Raw,
  ) => {
    if (provider === 'guest') refuseGuestStep(step, settings.guest !== undefined)
    return registry().call(provider, step, { request, method, query: request.url.searchParams, body })
  }
  return {
    refreshGuest: guest,
    signInGuest: guest,
    readSignInPage: () => signInPage(config(), registry().configured, settings.guest !== undefined),
    readProvider: (request, { params }) => step(request, params, 'GET', {}),
    writeProvider: (request, { params, body }) => step(request, params, 'POST', body),
  }
}

function refuseGuestStep(step: string, isConfigured: boolean): never {
  if (!isConfigured) throw new PortalError('not_found', "No auth provider registered for 'guest'")
  if (step === 'start' || step === 'handler/frame') {
    throw new PortalError('not_implemented', `The guest provider has no step '${step}', use refresh`)
  }
  throw new PortalError('not_found', "Unknown auth provider 'guest'")
}
