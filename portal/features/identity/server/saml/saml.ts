/**
 * One SAML identity provider. `begin` sends the browser there, `finish` checks what it brings back: signature
 * (the signed bytes are the only ones read), issuer, audience, times, recipient, that the answer is to a
 * request of ours and of this browser, and that neither request nor assertion was used before.
 */
import { randomBytes } from 'node:crypto'
import { PortalError, reasonOf } from '@callboard/sdk'
import type { JsonObject } from '@callboard/sdk/model'
import type { CacheProvider, Profile, SAML } from '@node-saml/node-saml'
import { assertionId, checkSubject, checkText, refused } from './check-answer.ts'
import { hashOf, requestMs, type SamlRequest, type SamlRequests } from './requests.ts'
import type { SamlSettings } from './settings.ts'

export interface SamlBegun {
  /** Where the browser goes. */
  url: string
  /** The secret for the browser's cookie. */
  nonce: string
}

export interface SamlFinished {
  profile: Profile
  /** What `begin` was given. */
  context: JsonObject
}

export interface SamlAnswer {
  SAMLResponse?: string | undefined
  RelayState?: string | undefined
}

export interface Saml {
  begin(context: JsonObject): Promise<SamlBegun>
  /** @throws `unauthenticated` with the reason; nothing of the answer is to be believed then. */
  finish(answer: SamlAnswer, nonce: string): Promise<SamlFinished>
}

export function createSaml(settings: SamlSettings, callbackUrl: string, requests: SamlRequests): Saml {
  return {
    async begin(context) {
      const nonce = randomBytes(32).toString('base64url')
      const relayState = randomBytes(16).toString('base64url')
      const request = { relayState, browser: hashOf(nonce), context }
      const cache: CacheProvider = {
        async saveAsync(id, value) {
          await requests.save(id, request)
          return { value, createdAt: Date.now() }
        },
        getAsync: async () => null,
        removeAsync: async () => null,
      }
      const saml = await open(settings, callbackUrl, cache)
      const url = await saml.getAuthorizeUrlAsync(relayState, undefined, {}).catch((thrown: unknown) => {
        if (thrown instanceof PortalError) throw thrown
        const reason = reasonOf(thrown)
        throw new PortalError('unavailable', `No SAML request can be made: ${reason}`, {}, thrown)
      })
      return { url, nonce }
    },
    async finish(answer, nonce) {
      const response = answer.SAMLResponse
      if (!response) throw refused('The identity provider sent no SAML response')
      checkText(response, settings)
      const seen: { id?: string; request?: SamlRequest } = {}
      const cache: CacheProvider = {
        saveAsync: async () => null,
        async getAsync(id) {
          const request = await requests.find(id)
          if (!request) return null
          seen.id = id
          seen.request = request
          return new Date().toISOString()
        },
        // Taken out below, by ourselves: only that way it is known who of two got it.
        removeAsync: async (id) => id,
      }
      const profile = await validate(await open(settings, callbackUrl, cache), response)
      const { id, request } = seen
      if (settings.idpIssuer && profile.issuer !== settings.idpIssuer) {
        throw refused(`It was issued by '${profile.issuer}', which is not ${settings.idpIssuer}`)
      }
      if (!id || !request) throw refused('It answers no request of ours, or one that is too old')
      if (answer.RelayState !== request.relayState) throw refused('RelayState is not the one that was sent')
      if (hashOf(nonce) !== request.browser) throw refused('It answers a sign-in of another browser')
      checkSubject(profile, id, callbackUrl)
      if (!(await requests.take(id))) throw refused('It has been used already')
      const assertion = assertionId(profile)
      if (!assertion || !(await requests.useAssertion(assertion))) throw refused('It has been used already')
      return { profile, context: request.context }
    },
  }
}

async function validate(saml: SAML, response: string): Promise<Profile> {
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: response })
    if (profile) return profile
  } catch (thrown) {
    throw refused(reasonOf(thrown), thrown)
  }
  throw refused('It says nothing of a person')
}

/** Loaded when the first person signs in: most portals have no SAML. */
async function open(settings: SamlSettings, callbackUrl: string, cache: CacheProvider): Promise<SAML> {
  const { SAML, ValidateInResponseTo } = await import('@node-saml/node-saml')
  const { authnContext } = settings
  return new SAML({
    callbackUrl,
    entryPoint: settings.entryPoint,
    issuer: settings.issuer,
    idpCert: settings.cert,
    audience: settings.audience ?? settings.issuer,
    validateInResponseTo: ValidateInResponseTo.always,
    requestIdExpirationPeriodMs: requestMs,
    cacheProvider: cache,
    // Without a wish of the operator the identity provider decides how people prove themselves.
    disableRequestedAuthnContext: !authnContext,
    acceptedClockSkewMs: settings.acceptedClockSkewMs ?? 5_000,
    wantAuthnResponseSigned: settings.wantAuthnResponseSigned ?? true,
    wantAssertionsSigned: settings.wantAssertionsSigned ?? true,
    signatureAlgorithm: settings.signatureAlgorithm ?? 'sha256',
    digestAlgorithm: settings.digestAlgorithm ?? 'sha256',
    ...(authnContext && { authnContext: Array.isArray(authnContext) ? authnContext : [authnContext] }),
    ...(settings.idpIssuer && { idpIssuer: settings.idpIssuer }),
    ...(settings.identifierFormat && { identifierFormat: settings.identifierFormat }),
    ...(settings.privateKey && { privateKey: settings.privateKey }),
    ...(settings.decryptionPvk && { decryptionPvk: settings.decryptionPvk }),
  })
}
