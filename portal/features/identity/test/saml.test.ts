/** Signing in with SAML, and every way we know of to do it as somebody else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forEachDatabase, type OpenTestDatabase } from '../../../testing/databases.ts'
import { samlPerson } from '../server/saml/person.ts'
import { createSamlRequests, identitySaml01 } from '../server/saml/requests.ts'
import { createSaml, type Saml } from '../server/saml/saml.ts'
import { samlSettings } from '../server/saml/settings.ts'
import { movable } from './harness.ts'
import { type AnswerChange, type IdpOptions, keyPair, type TestIdp, testIdp } from './saml-idp.ts'

const acs = 'http://localhost:7007/api/auth/saml/handler/frame'
const ours = keyPair()
const theirs = keyPair()

interface Stage {
  idp: TestIdp
  saml: Saml
  /** The same portal in another process. */
  other: Saml
  clock: ReturnType<typeof movable>
}

async function stage(
  open: OpenTestDatabase,
  options: IdpOptions & { config?: Record<string, unknown>; pair?: typeof ours } = {},
): Promise<Stage> {
  const db = await open([identitySaml01])
  const clock = movable()
  const idp = testIdp(acs, options.pair ?? ours, options)
  const config = { entryPoint: idp.entryPoint, issuer: 'callboard', cert: ours.cert, ...options.config }
  const settings = samlSettings(config, 'auth.providers.saml')
  const make = () => createSaml(settings, acs, createSamlRequests(db, clock))
  return { idp, saml: make(), other: make(), clock }
}

async function refusal(
  { idp, saml }: Stage,
  change: AnswerChange,
  pattern: RegExp,
  how: { nonce?: string; relayState?: string } = {},
): Promise<void> {
  const begun = await saml.begin({})
  const answer = await idp.answer(begun.url, change)
  await assert.rejects(
    saml.finish(
      { ...answer, ...(how.relayState && { RelayState: how.relayState }) },
      how.nonce ?? begun.nonce,
    ),
    (thrown: Error) => {
      assert.match(thrown.message, pattern)
      assert.equal(thrown.name, 'AuthenticationError')
      return true
    },
  )
}

/** The parts of an answer that an attacker moves around. */
function partsOf(xml: string): { assertion: string; signature: string } {
  const assertion = /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml)?.[0] ?? ''
  return { assertion, signature: /<ds:Signature.*?<\/ds:Signature>/s.exec(assertion)?.[0] ?? '' }
}

forEachDatabase((_name, open) => {
  test('a person comes back from the identity provider and is known', async () => {
    const { idp, saml } = await stage(open)
    const begun = await saml.begin({ env: 'production' })
    assert.ok(begun.url.startsWith(`${idp.entryPoint}?SAMLRequest=`))
    const { profile, context } = await saml.finish(await idp.answer(begun.url), begun.nonce)
    assert.deepEqual(context, { env: 'production' })
    const person = samlPerson(profile)
    assert.equal(person.nameId, 'ada@example.com')
    assert.equal(person.email, 'ada@example.com')
    assert.equal(person.displayName, 'Ada Example')
    assert.deepEqual(person.groups, ['platform'])
  })

  test('the answer may reach another process than the one that asked', async () => {
    const { idp, saml, other } = await stage(open)
    const begun = await saml.begin({})
    const { profile } = await other.finish(await idp.answer(begun.url), begun.nonce)
    assert.equal(profile.nameID, 'ada@example.com')
  })

  test('an answer is good once, also when two processes get it at the same time', async () => {
    const { idp, saml, other } = await stage(open)
    const begun = await saml.begin({})
    const answer = await idp.answer(begun.url)
    const tries = await Promise.allSettled(
      [saml, other, saml, other].map((each) => each.finish(answer, begun.nonce)),
    )
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1)
    await assert.rejects(saml.finish(answer, begun.nonce), /InResponseTo is not valid|used already/)
  })

  test('a request that is a quarter of an hour old is not answered any more', async () => {
    const it = await stage(open)
    const begun = await it.saml.begin({})
    const answer = await it.idp.answer(begun.url)
    it.clock.forward(16 * 60_000)
    await assert.rejects(it.saml.finish(answer, begun.nonce), /InResponseTo is not valid/)
  })
})

forEachDatabase((name, open) => {
  if (name === 'postgres') return
  test('an answer is bound to the browser that asked', async () => {
    const it = await stage(open)
    await refusal(it, {}, /another browser/, { nonce: 'stolen' })
    await refusal(it, {}, /RelayState/, { relayState: 'forged' })
  })

  test('an answer to nothing, or to a request of somebody else, is refused', async () => {
    const it = await stage(open)
    await refusal(it, { inResponseTo: '_never-asked' }, /InResponseTo/)
    await refusal(
      it,
      { after: (xml) => xml.replace(/(<samlp:Response[^>]*) InResponseTo="[^"]+"/, '$1') },
      /InResponseTo|signature/i,
    )
  })

  test('audience, recipient and times must fit', async () => {
    const it = await stage(open)
    await refusal(it, { audience: 'another-portal' }, /audience mismatch/i)
    await refusal(it, { recipient: 'https://elsewhere.example.com/acs' }, /was made for/)
    await refusal(it, { moved: -3_600_000 }, /expired|subject confirmation/i)
    await refusal(it, { moved: 3_600_000 }, /not yet valid/i)
    // It is good from a minute before until five minutes after; a clock may be wrong by five seconds, or as told.
    const passes = async (moved: number, config = {}) => {
      const { saml, idp } = await stage(open, { config })
      const begun = await saml.begin({})
      return saml.finish(await idp.answer(begun.url, { moved }), begun.nonce).then(
        () => true,
        () => false,
      )
    }
    assert.deepEqual([await passes(-298_000), await passes(62_000)], [true, true])
    assert.deepEqual([await passes(-310_000), await passes(70_000)], [false, false])
    const wide = { acceptedClockSkewMs: 60_000 }
    assert.deepEqual([await passes(-310_000, wide), await passes(70_000, wide)], [true, true])
  })

  test('what is not signed by the configured identity provider is refused', async () => {
    await refusal(await stage(open, { pair: theirs }), {}, /signature/i)
    await refusal(await stage(open, { signsResponse: false }), {}, /signature/i)
    const onlyAssertion = { config: { wantAuthnResponseSigned: false } }
    await refusal(
      await stage(open, { ...onlyAssertion, signsResponse: true, signsAssertion: false }),
      {},
      /signature/i,
    )
    const plain = await stage(open, onlyAssertion)
    await refusal(
      plain,
      { after: (xml) => xml.replace(/<ds:Signature.*?<\/ds:Signature>/gs, '') },
      /signature/i,
    )
    await refusal(
      plain,
      { after: (xml) => xml.replaceAll('ada@example.com', 'eve@example.com') },
      /signature/i,
    )
  })

  test('signatures are not moved to words they were not made for (wrapping)', async () => {
    const it = await stage(open, { signsResponse: false, config: { wantAuthnResponseSigned: false } })
    const evil = (xml: string): string => {
      const { assertion, signature } = partsOf(xml)
      const forged = assertion.replace(signature, '').replaceAll('ada@example.com', 'eve@example.com')
      assert.ok(signature !== '' && forged.includes('eve@example.com') && !forged.includes('Signature'))
      return forged
    }
    const id = (xml: string): string => xml.replace(/ ID="_a[^"]+"/, ' ID="_evil"')
    // A forged assertion before, after, and around the signed one, with the signature inside or beside it.
    const wrapped: ((xml: string) => string)[] = [
      (xml) => xml.replace('<saml:Assertion', `${id(evil(xml))}<saml:Assertion`),
      (xml) => xml.replace('</samlp:Response>', `${id(evil(xml))}</samlp:Response>`),
      (xml) =>
        xml.replace(
          partsOf(xml).assertion,
          evil(xml).replace('</saml:Issuer>', `</saml:Issuer>${partsOf(xml).assertion}`),
        ),
      (xml) =>
        xml.replace(
          partsOf(xml).assertion,
          id(evil(xml)).replace(
            '</saml:Issuer>',
            `</saml:Issuer>${partsOf(xml).signature.replace('</ds:Signature>', `<ds:Object>${partsOf(xml).assertion}</ds:Object></ds:Signature>`)}`,
          ),
        ),
      (xml) =>
        xml.replace(
          partsOf(xml).assertion,
          id(evil(xml)).replace('</saml:Issuer>', `</saml:Issuer>${partsOf(xml).signature}`),
        ),
      (xml) =>
        xml.replace(
          partsOf(xml).assertion,
          `<samlp:Extensions>${partsOf(xml).assertion}</samlp:Extensions>${id(evil(xml))}`,
        ),
    ]
    for (const after of wrapped) await refusal(it, { after }, /signature|assertion/i)
  })

  test('an assertion that is encrypted for us is opened, and held to the same', async () => {
    const sealed = keyPair()
    const config = { decryptionPvk: sealed.key }
    const it = await stage(open, { encryptFor: sealed.cert, config })
    const begun = await it.saml.begin({})
    const answer = await it.idp.answer(begun.url)
    const xml = Buffer.from(answer.SAMLResponse, 'base64').toString()
    assert.match(xml, /EncryptedAssertion/)
    assert.doesNotMatch(xml, /ada@example\.com/)
    assert.equal((await it.saml.finish(answer, begun.nonce)).profile.nameID, 'ada@example.com')
    await assert.rejects(it.saml.finish(answer, begun.nonce), /InResponseTo is not valid|used already/)
    await refusal(it, { audience: 'another-portal' }, /audience mismatch/i)
    await refusal(it, { moved: -3_600_000 }, /expired|subject confirmation/i)
    await refusal(it, { recipient: 'https://elsewhere.example.com/acs' }, /was made for/)

    // What is encrypted is not signed by that: anybody has our certificate.
    const plain = { wantAuthnResponseSigned: false, ...config }
    const unsigned = { encryptFor: sealed.cert, signsResponse: false, signsAssertion: false }
    await refusal(await stage(open, { ...unsigned, config: plain }), {}, /signature/i)
    await refusal(await stage(open, { encryptFor: sealed.cert, config, pair: theirs }), {}, /signature/i)
    // The older form of encryption, as ADFS uses it.
    const older = 'http://www.w3.org/2001/04/xmlenc#aes256-cbc'
    const adfs = await stage(open, { encryptFor: sealed.cert, dataEncryption: older, config })
    const other = await adfs.saml.begin({})
    assert.ok((await adfs.saml.finish(await adfs.idp.answer(other.url), other.nonce)).profile)
    // For somebody else, or without our key.
    await refusal(await stage(open, { encryptFor: keyPair().cert, config }), {}, /refused/)
    await refusal(await stage(open, { encryptFor: sealed.cert }), {}, /decrypt/i)
  })

  test('a comment does not cut a name short', async () => {
    const it = await stage(open, { signsResponse: false, config: { wantAuthnResponseSigned: false } })
    const begun = await it.saml.begin({})
    const answer = await it.idp.answer(begun.url, {
      nameId: 'ada@example.com.evil.example',
      after: (xml) => xml.replaceAll('>ada@example.com.evil', '>ada@example.com<!-- -->.evil'),
    })
    const outcome = await it.saml.finish(answer, begun.nonce).catch(() => undefined)
    assert.notEqual(outcome?.profile.nameID, 'ada@example.com')
  })

  test('document types, SHA-1 and oversized answers are refused before they are read', async () => {
    const it = await stage(open)
    const dtd = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    await refusal(it, { after: (xml) => dtd + xml }, /document type/)
    await refusal(it, { after: (xml) => xml + ' '.repeat(600_000) }, /too large/)
    const old = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
    await refusal(await stage(open, { algorithm: old }), {}, /SHA-1/)
    await assert.rejects(it.saml.finish({}, 'x'), /no SAML response/)
    await assert.rejects(it.saml.finish({ SAMLResponse: 'not xml' }, 'x'), /refused/)
  })

  test('settings that are missing or dangerous are named', () => {
    const good = { entryPoint: 'https://idp.example.com/sso', issuer: 'callboard', cert: ours.cert }
    const key = 'auth.providers.saml'
    assert.throws(() => samlSettings({ ...good, cert: undefined }, key), /auth\.providers\.saml\.cert/)
    assert.throws(
      () => samlSettings({ ...good, cert: 'fake-cert-base64' }, key),
      /saml\.cert.*not a certificate/,
    )
    samlSettings({ ...good, cert: [ours.cert.replace(/-----[^-]+-----|\n/g, '')] }, key)
    assert.throws(() => samlSettings({ ...good, entryPoint: 'javascript:1' }, key), /saml\.entryPoint/)
    assert.throws(() => samlSettings({ ...good, acceptedClockSkewMs: -1 }, key), /expired sign-ins/)
  })
})
