/** Attacks on signing in with an identity provider: a real one, and browsers that keep cookies as browsers do. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Wanderer } from '../testing/oidc-issuer.ts'
import { isIn, openSignInStage, type SignInStage, saidBy } from '../testing/sign-in-stage.ts'

describe('attacks on signing in', () => {
  let stage: SignInStage
  before(async () => {
    stage = await openSignInStage()
  })
  after(() => stage?.close())

  test('without an attack: ada signs in, and only the page of the app hears of it', async () => {
    const browser = new Wanderer()
    const back = await browser.signIn(stage.start(), 'ada')
    const { response, target } = await saidBy(await browser.open(back))
    assert.equal(response?.backstageIdentity.identity.userEntityRef, 'user:default/ada')
    assert.equal(target, stage.origin)
    assert.ok(isIn(browser))
  })

  test('replay: the answer of the provider a second time, in the same browser, with kept cookies, elsewhere', async () => {
    const browser = new Wanderer()
    const back = await browser.signIn(stage.start(), 'ada')
    const kept = [...browser.cookies]
    assert.ok((await saidBy(await browser.open(back))).response)
    const again = await saidBy(await browser.open(back))
    assert.match(again.error?.message ?? '', /missing cookie nonce/)
    const thief = new Wanderer()
    thief.cookies.push(...kept)
    const replayed = await saidBy(await thief.open(back))
    assert.ok(replayed.error, 'the provider takes a code once')
    assert.ok(!isIn(thief))
    assert.match((await saidBy(await new Wanderer().open(back))).error?.message ?? '', /missing cookie nonce/)
  })

  test("login fixation: mallory's answer, opened by a victim who is signing in, signs nobody in", async () => {
    const [mallory, victim] = [new Wanderer(), new Wanderer()]
    const bait = await mallory.signIn(stage.start(), 'mallory')
    await victim.signIn(stage.start(), 'ada')
    const fixed = await saidBy(await victim.open(bait))
    assert.match(fixed.error?.message ?? '', /Invalid nonce/)
    assert.ok(!isIn(victim))
    assert.equal(fixed.response, undefined)
    // Mallory's code in the victim's own address: the proof key does not fit.
    const other = new Wanderer()
    const fresh = new URL(await other.signIn(stage.start(), 'ada'))
    fresh.searchParams.set('code', new URL(bait).searchParams.get('code') ?? '')
    const mixed = await saidBy(await other.open(fresh.href))
    assert.ok(mixed.error)
    assert.ok(!isIn(other))
  })

  test('a state that is changed, empty, of another purpose or made up leads nowhere', async () => {
    const browser = new Wanderer()
    const back = new URL(await browser.signIn(stage.start(), 'ada'))
    const state = back.searchParams.get('state') ?? ''
    const cookie = browser.cookies.find(({ name }) => name === 'oidc-nonce')?.value ?? ''
    const forged = Buffer.from(
      JSON.stringify({ provider: 'oidc', env: 'development', origin: 'https://evil.test' }),
    )
    for (const value of [
      '',
      'x',
      cookie,
      `${state.slice(0, -2)}AA`,
      forged.toString('base64url'),
      forged.toString('hex'),
    ]) {
      const changed = new URL(back)
      changed.searchParams.set('state', value)
      const answer = await saidBy(await browser.open(changed.href))
      assert.ok(answer.error, value)
      assert.equal(answer.target, stage.origin)
      assert.ok(!answer.text.includes('evil.test'))
    }
    assert.ok(!isIn(browser))
  })

  test('open redirect: no origin and no redirectUrl leads elsewhere', async () => {
    const { host } = new URL(stage.origin)
    const origins = [
      ...['https://evil.test', '//evil.test', 'null', 'javascript:alert(1)', `http://${host}.evil.test`],
      ...[
        `http://${host}@evil.test`,
        `http://evil.test#${stage.origin}`,
        `http://evil.test/?${stage.origin}`,
      ],
      ...[`https://${host}`, 'http://127.0.0.1', `http://evil.test\\@${host}`, 'file:///etc/passwd'],
    ]
    for (const each of origins) {
      const answer = await fetch(stage.start(`&origin=${encodeURIComponent(each)}`), { redirect: 'manual' })
      const isSafe = answer.status === 403 || new URL(each).origin === stage.origin
      assert.ok(isSafe, `${each}: ${answer.status}`)
    }
    const redirects = [
      ...[
        'https://evil.test/',
        '//evil.test',
        '/\\evil.test',
        '\\\\evil.test',
        'javascript:alert(1)',
        'data:text/html,x',
      ],
      ...[
        `http://${host}@evil.test/`,
        `http://${host}.evil.test/`,
        'http:evil.test',
        '\t//evil.test',
        'http://evil.test%23@x',
      ],
      ...[
        `https://evil.test/?${stage.origin}`,
        `${stage.origin}.evil.test`,
        'blob:https://evil.test/x',
        'vbscript:x',
      ],
    ]
    for (const each of redirects) {
      const browser = new Wanderer()
      const address = stage.start(`&flow=redirect&redirectUrl=${encodeURIComponent(each)}`)
      const first = await browser.open(address)
      if (first.status === 403 || first.status === 400) continue
      const back = await new Wanderer().signIn(address, 'ada').catch(() => undefined)
      assert.ok(back, `${each}: ${first.status}`)
      const wanderer = new Wanderer()
      const location =
        (await wanderer.open(await wanderer.signIn(address, 'ada'))).headers.get('location') ?? ''
      assert.equal(new URL(location).origin, stage.origin, each)
    }
    const good = new Wanderer()
    const back = await good.signIn(
      stage.start(`&flow=redirect&redirectUrl=${encodeURIComponent(`${stage.origin}/catalog?x=1`)}`),
      'ada',
    )
    const landed = await good.open(back)
    assert.deepEqual([landed.status, landed.headers.get('location')], [302, `${stage.origin}/catalog?x=1`])
    assert.ok(!(landed.headers.get('location') ?? '').includes('token'))
  })
})
