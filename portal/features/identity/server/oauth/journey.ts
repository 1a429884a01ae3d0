/**
 * What must survive the way to the provider and back, in two places: the `state` goes with the browser to the
 * provider and says where the answer goes, a cookie stays and proves that it is the same browser. Both are
 * sealed; neither is of use alone, twice, or after ten minutes.
 */
import { randomBytes } from 'node:crypto'
import { PortalError } from '@callboard/sdk'
import type { Destination } from '../sign-in/destination.ts'
import type { ProviderDeps } from '../sign-in/provider.ts'
import { statePurpose } from '../sign-in/registry.ts'
import type { Asked } from './client.ts'

/** What the browser takes with it, readable by the portal alone. */
export interface State {
  env: string
  provider: string
  id: string
  until: number
  scope: string
  /** Whom an ID token is wanted for, where the provider exchanges them. */
  audience?: string
  destination: { origin: string; redirectUrl?: string }
}

interface Kept {
  id: string
  verifier: string
  nonce: string
}

export interface Journey {
  begin(
    headers: Headers,
    destination: Destination,
    wanted: { scope: string; audience?: string | undefined },
  ): Promise<{ asked: Asked; setCookie: string[] }>
  /** @throws `unauthenticated` for an answer to nothing that was asked here. */
  stateOf(params: URLSearchParams): Promise<State>
  /** @throws `unauthenticated` for a browser that did not ask, or too long ago. */
  askedOf(headers: Headers, state: State, params: URLSearchParams): Promise<Asked>
  /** The browser brought its cookie. */
  isSame(headers: Headers): boolean
  end(headers: Headers): string[]
}

const awayMs = 10 * 60_000

export function createJourney(provider: string, deps: ProviderDeps): Journey {
  const { cookies, seal, clock, env = '' } = deps
  const cookieName = `${provider}-nonce`
  const random = () => randomBytes(32).toString('base64url')
  return {
    async begin(headers, { origin, redirectUrl }, { scope, audience }) {
      const kept: Kept = { id: random(), verifier: random(), nonce: random() }
      const state = await seal.seal(statePurpose, {
        ...{ env, provider, id: kept.id, until: clock.now() + awayMs, scope },
        ...(audience !== undefined && { audience }),
        destination: { origin, ...(redirectUrl !== undefined && { redirectUrl }) },
      } satisfies State)
      const cookie = await seal.seal(cookieName, kept)
      return {
        asked: { state, scope, ...kept },
        setCookie: cookies.write(headers, cookieName, cookie, awayMs, 'handler'),
      }
    },
    async stateOf(params) {
      const state = (await seal.open(statePurpose, params.get('state') ?? '')) as State | undefined
      if (state?.provider === provider && state.env === env) return state
      throw new PortalError('unauthenticated', 'The state is not one of ours. Sign in again')
    },
    async askedOf(headers, state, params) {
      const kept = (await seal.open(cookieName, cookies.read(headers, cookieName) ?? '')) as Kept | undefined
      if (!kept) throw new PortalError('unauthenticated', 'Auth response is missing cookie nonce')
      if (kept.id !== state.id) throw new PortalError('unauthenticated', 'Invalid nonce')
      if (state.until < clock.now()) {
        throw new PortalError('unauthenticated', 'It took longer than ten minutes. Sign in again')
      }
      return { state: params.get('state') ?? '', scope: state.scope, ...kept }
    },
    isSame: (headers) => cookies.read(headers, cookieName) !== undefined,
    end: (headers) => cookies.clear(headers, cookieName, 'handler'),
  }
}
