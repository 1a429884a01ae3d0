/** What is looked at in an answer besides its signature: before it is parsed, and once it is believed. */
import { PortalError } from '@callboard/sdk'
import type { Profile } from '@node-saml/node-saml'
import type { SamlSettings } from './settings.ts'

const largestAnswer = 512 * 1024

/** XML is only looked at once it cannot hold entities. */
export function checkText(response: string, settings: SamlSettings): void {
  if (response.length > largestAnswer) throw refused('The SAML response is too large')
  const xml = Buffer.from(response, 'base64').toString('utf8')
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) throw refused('A document type is not allowed in it')
  checkDigests(xml, settings)
}

/** RSA-OAEP uses SHA-1 in a way that nobody can break, and says so in the same words. */
const ofEncryption = /(<(?:\w+:)?EncryptionMethod\b(?:(?!--)[^<>])*>\s*)<(?:\w+:)?DigestMethod\b[^<>]*>/g
const broken = /[#-](?:rsa-|dsa-|hmac-)?(?:sha1|md5)["']/i

function checkDigests(xml: string, { signatureAlgorithm }: SamlSettings): void {
  if (signatureAlgorithm === 'sha1' || !broken.test(xml.replace(ofEncryption, '$1'))) return
  throw refused(
    'It is signed with SHA-1. Let the identity provider sign with SHA-256, or set signatureAlgorithm to sha1',
  )
}

type Attributed = { $?: Record<string, string> }
type Assertion = {
  Assertion?: Attributed & {
    Issuer?: { _?: string }[]
    Subject?: { SubjectConfirmation?: { SubjectConfirmationData?: Attributed[] }[] }[]
  }
}

/** Of the signed assertion: for whom it was made, and as answer to what. */
export function checkSubject(profile: Profile, requestId: string, callbackUrl: string): void {
  const { Assertion: assertion } = (profile.getAssertion?.() ?? {}) as Assertion
  const data = (assertion?.Subject ?? [])
    .flatMap((subject) => subject.SubjectConfirmation ?? [])
    .flatMap((confirmation) => confirmation.SubjectConfirmationData ?? [])
  for (const { $: told } of data) {
    if (told?.InResponseTo && told.InResponseTo !== requestId) throw refused('It answers another request')
    if (told?.Recipient && told.Recipient !== callbackUrl) {
      throw refused(`It was made for ${told.Recipient}, which is not ${callbackUrl}`)
    }
  }
}

/** By which an assertion is known when it comes again. */
export function assertionId(profile: Profile): string | undefined {
  return ((profile.getAssertion?.() ?? {}) as Assertion).Assertion?.$?.ID
}

/** Why an answer counts for nothing. */
export function refused(reason: string, cause?: unknown): PortalError {
  return new PortalError('unauthenticated', `The SAML response is refused: ${reason}`, {}, cause)
}
