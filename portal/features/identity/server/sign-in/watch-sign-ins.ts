/**
 * What is done around every step of signing in: addresses from which too many attempts failed wait, and guests,
 * who come without a provider, stand in the audit log, once an hour for each address.
 */
import type { Audit, Clock, Handlers, RequestContext } from '@callboard/sdk'
import type { signInRoutes } from '../../api/sign-in-routes.ts'
import { type GuessLimit, tooManyGuesses } from '../guess-limit.ts'
import type { SignIns } from './complete.ts'

type SignInHandlers = Handlers<typeof signInRoutes>

/** Failed sign-ins of one address in a minute. Whole offices come from one, and may all be told no at first. */
export const mostFailures = 100
const guestEveryMs = 3_600_000
const mostAddresses = 10_000

/** Counts sign-ins that were refused. */
export function countRefusals(signIns: SignIns, attempts: GuessLimit): SignIns {
  return {
    async complete(account, from, call, occasion) {
      try {
        return await signIns.complete(account, from, call, occasion)
      } catch (thrown) {
        if (occasion === 'sign-in') attempts.wrong(call.request.ip)
        throw thrown
      }
    },
    refused(from, call, occasion, reason, account) {
      if (occasion === 'sign-in') attempts.wrong(call.request.ip)
      signIns.refused(from, call, occasion, reason, account)
    },
  }
}

export function watchSignIns(
  handlers: SignInHandlers,
  { attempts, audit, clock }: { attempts: GuessLimit; audit: Audit; clock: Clock },
): SignInHandlers {
  const seen = new Map<string, number>()
  const holdBack = ({ ip }: RequestContext): void => {
    const waitMs = attempts.waitMs(ip)
    if (waitMs !== undefined) throw tooManyGuesses(waitMs, 'sign-ins that failed')
  }
  const noteGuest = (request: RequestContext, actor: string): void => {
    const { ip, requestId, headers } = request
    const now = clock.now()
    if (now - (seen.get(ip) ?? 0) < guestEveryMs) return
    if (seen.size >= mostAddresses) seen.delete(seen.keys().next().value ?? '')
    seen.set(ip, now)
    audit.record({
      action: 'auth.sign-in',
      outcome: 'succeeded',
      actor,
      subject: actor,
      requestId,
      ip,
      userAgent: headers.get('user-agent') ?? undefined,
      detail: { provider: 'guest' },
    })
  }
  const noted = <T extends object>(request: RequestContext, answer: T): T => {
    if ('backstageIdentity' in answer) {
      const { identity } = answer.backstageIdentity as { identity: { userEntityRef: string } }
      noteGuest(request, identity.userEntityRef)
    }
    return answer
  }
  return {
    ...handlers,
    refreshGuest: async (request, input) => noted(request, await handlers.refreshGuest(request, input)),
    signInGuest: async (request, input) => noted(request, await handlers.signInGuest(request, input)),
    readProvider(request, input) {
      if (input.params.step === 'handler/frame') holdBack(request)
      return handlers.readProvider(request, input)
    },
    writeProvider(request, input) {
      if (input.params.step !== 'logout') holdBack(request)
      return handlers.writeProvider(request, input)
    },
  }
}
