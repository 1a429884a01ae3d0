/** A SAML identity provider for tests: samlify, which is nobody's code of ours, writes and signs the answers. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { Constants, IdentityProvider, SamlLib, ServiceProvider, setSchemaValidator } from 'samlify'

export interface TestIdp {
  entryPoint: string
  cert: string
  /** What a person's browser posts back after signing in at `url`, the address the portal sent it to. */
  answer(url: string, change?: AnswerChange): Promise<{ SAMLResponse: string; RelayState: string }>
}

export interface AnswerChange {
  nameId?: string
  audience?: string
  /** Request id that is answered, instead of the one in the address. */
  inResponseTo?: string
  /** Milliseconds by which all times are moved. */
  moved?: number
  recipient?: string
  /** Changes the finished XML, after signing. */
  after?(xml: string): string
}

export interface IdpOptions {
  signsResponse?: boolean
  signsAssertion?: boolean
  algorithm?: string
  dataEncryption?: string
  /** Certificate of the portal: assertions are encrypted for it. */
  encryptFor?: string
}

const entryPoint = 'http://127.0.0.1:1/sso'

setSchemaValidator({ validate: async () => 'ok' })

/** A key and a certificate of its own, made by openssl. */
export function keyPair(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-idp-'))
  try {
    const paths = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') }
    execFileSync(
      'openssl',
      [
        ...'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=idp -keyout'.split(' '),
        ...[paths.key, '-out', paths.cert],
      ],
      { stdio: 'ignore' },
    )
    return { key: readFileSync(paths.key, 'utf8'), cert: readFileSync(paths.cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export function testIdp(acs: string, pair: { key: string; cert: string }, options: IdpOptions = {}): TestIdp {
  const { signsResponse = true, signsAssertion = true } = options
  const { algorithms, namespace } = Constants
  const idp = IdentityProvider({
    entityID: 'https://idp.example.com',
    privateKey: pair.key,
    signingCert: pair.cert,
    requestSignatureAlgorithm: options.algorithm ?? algorithms.signature.RSA_SHA256,
    ...encryption(options),
    singleSignOnService: [{ Binding: namespace.binding.redirect, Location: entryPoint }],
    singleLogoutService: [{ Binding: namespace.binding.redirect, Location: entryPoint }],
    loginResponseTemplate: {
      context: SamlLib.defaultLoginResponseTemplate.context,
      attributes: [
        attribute('email', 'user.email'),
        attribute('displayName', 'user.displayName'),
        attribute('groups', 'user.groups'),
      ],
    },
  })
  const sp = ServiceProvider({
    entityID: 'callboard',
    wantMessageSigned: signsResponse,
    wantAssertionsSigned: signsAssertion,
    ...(options.encryptFor && { encryptCert: options.encryptFor }),
    assertionConsumerService: [{ Binding: namespace.binding.post, Location: acs }],
    singleLogoutService: [{ Binding: namespace.binding.redirect, Location: acs }],
  })
  return {
    entryPoint,
    cert: pair.cert,
    async answer(url, change = {}) {
      const asked = new URL(url)
      const request = inflateRawSync(Buffer.from(asked.searchParams.get('SAMLRequest') ?? '', 'base64'))
      const id = change.inResponseTo ?? / ID="([^"]+)"/.exec(request.toString())?.[1] ?? ''
      const at = (minutes: number) =>
        new Date(Date.now() + (change.moved ?? 0) + minutes * 60_000).toISOString()
      const user = { email: 'ada@example.com' }
      const { context } = (await idp.createLoginResponse(sp, { extract: { request: { id } } }, 'post', user, {
        // A signature of the whole is over what is sent.
        encryptThenSign: true,
        customTagReplacement: (template: string) => ({
          id: `_r${crypto.randomUUID()}`,
          context: SamlLib.replaceTagsByValue(template, {
            ID: `_r${crypto.randomUUID()}`,
            AssertionID: `_a${crypto.randomUUID()}`,
            Destination: acs,
            Audience: change.audience ?? 'callboard',
            EntityID: 'callboard',
            SubjectRecipient: change.recipient ?? acs,
            AssertionConsumerServiceURL: acs,
            Issuer: 'https://idp.example.com',
            IssueInstant: at(0),
            StatusCode: Constants.StatusCode.Success,
            ConditionsNotBefore: at(-1),
            ConditionsNotOnOrAfter: at(5),
            SubjectConfirmationDataNotOnOrAfter: at(5),
            NameIDFormat: Constants.namespace.format.emailAddress,
            NameID: change.nameId ?? 'ada@example.com',
            InResponseTo: id,
            AuthnStatement: '',
            attrUserEmail: 'ada@example.com',
            attrUserDisplayName: 'Ada Example',
            attrUserGroups: 'platform',
          }),
        }),
      })) as { context: string }
      const xml = Buffer.from(context, 'base64').toString('utf8')
      const sent = change.after ? Buffer.from(change.after(xml)).toString('base64') : context
      return { SAMLResponse: sent, RelayState: asked.searchParams.get('RelayState') ?? '' }
    },
  }
}

/** Left out of samlify's types. */
function encryption({ encryptFor, dataEncryption }: IdpOptions): object {
  const { data, key } = Constants.algorithms.encryption
  return {
    isAssertionEncrypted: encryptFor !== undefined,
    dataEncryptionAlgorithm: dataEncryption ?? data.AES_128_GCM,
    keyEncryptionAlgorithm: key.RSA_OAEP_MGF1P,
  }
}

function attribute(name: string, valueTag: string) {
  return {
    name,
    valueTag,
    nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
    valueXsiType: 'xs:string',
  }
}
