/**
 * SAML as a sign-in provider. The identity provider's answer is a form that its page posts to us, across
 * sites: browsers then leave out our cookie. So an answer without the cookie is sent once more by a page of
 * ours, which is not across sites any more; whoever has no cookie then did not begin here.
 */
import { PortalError, Reply } from '@callboard/sdk'
import { checkOwnPage, createSessionCookie } from '../session-cookie.ts'
import {
  type Destination,
  destinationOf,
  postAgain,
  sendBack,
  storedDestination,
} from '../sign-in/destination.ts'
import type { Account, Call, ProviderKind } from '../sign-in/provider.ts'
import { samlPerson } from './person.ts'
import { createSamlRequests, requestMs } from './requests.ts'
import { createSaml, type SamlFinished } from './saml.ts'
import { samlSettings } from './settings.ts'

const nonceName = 'saml-nonce'
const noStore = { 'cache-control': 'no-store' }

export const samlKind: ProviderKind = {
  id: 'saml',
  title: 'SAML',
  sort: 'saml',
  hasEnvironments: false,
  create(raw, deps) {
    const settings = samlSettings(raw, deps.key)
    const saml = createSaml(settings, deps.callbackUrl, createSamlRequests(deps.db, deps.clock))
    const session = createSessionCookie('saml', raw, deps)
    const { cookies } = deps
    /** Before anything is known of a sign-in its failure is told to the app's own page. */
    const ours = (): Destination => ({ origin: deps.checkOrigin(null), redirectUrl: undefined })

    return {
      steps: {
        async start({ request, query }) {
          const { origin, redirectUrl } = destinationOf(query, deps.checkOrigin)
          const { url, nonce } = await saml.begin({ origin, ...(redirectUrl && { redirectUrl }) })
          const cookie = cookies.write(request.headers, nonceName, nonce, requestMs, 'handler')
          return new Reply(302, null, { ...noStore, location: url, 'set-cookie': cookie })
        },
        async 'handler/frame'(call) {
          if (call.method !== 'POST') throw new PortalError('not_found', 'SAML responses are posted')
          const { request } = call
          const answer = { SAMLResponse: field(call, 'SAMLResponse'), RelayState: field(call, 'RelayState') }
          const nonce = cookies.read(request.headers, nonceName)
          if (!nonce && field(call, 'again') === '') return postAgain({ ...answer, again: '1' })
          const gone = cookies.clear(request.headers, nonceName, 'handler')
          let finished: SamlFinished
          try {
            finished = await saml.finish(answer, nonce ?? '')
          } catch (thrown) {
            const error = told(thrown)
            deps.refused(call, 'sign-in', error.message)
            return sendBack(ours(), { error }, gone)
          }
          const destination = storedDestination(finished.context)
          try {
            const account = accountOf(finished)
            const response = await deps.complete(account, call, 'sign-in')
            return sendBack(destination, { response }, [...gone, ...(await session.begin(call, account))])
          } catch (thrown) {
            return sendBack(destination, { error: told(thrown) }, gone)
          }
        },
        async refresh(call) {
          checkOwnPage(call)
          const account = await session.account(call)
          return Reply.json(JSON.stringify(await deps.complete(account, call, 'refresh')), 200, noStore)
        },
        logout(call) {
          checkOwnPage(call)
          const headers = { ...noStore, 'set-cookie': session.end(call) }
          const { logoutUrl } = settings
          return logoutUrl
            ? Reply.json(JSON.stringify({ logoutUrl }), 200, headers)
            : new Reply(200, null, headers)
        },
      },
    }
  },
}

function field({ body }: Call, name: string): string {
  const value = body[name]
  return typeof value === 'string' ? value : ''
}

function accountOf({ profile }: SamlFinished): Account {
  const { nameId, email, displayName, groups, attributes } = samlPerson(profile)
  return {
    profile: { ...(email && { email }), ...(displayName && { displayName }) },
    username: nameId,
    userId: nameId,
    ...(groups.length > 0 && { groups }),
    claims: { ...attributes, nameID: nameId },
    providerInfo: {},
  }
}

/** Faults of ours are for the log, not for a page. */
function told(thrown: unknown): { name: string; message: string } {
  if (thrown instanceof PortalError && thrown.code !== 'internal') {
    return { name: thrown.name, message: thrown.message }
  }
  throw thrown
}
