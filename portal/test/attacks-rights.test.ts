/** Attacks on who may do what, on the whole portal: guessing, giving oneself roles, staying after one has left. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startKeyedPortal } from '../testing/keyed-portal.ts'
import {
  type AttackedPortal,
  attackedConfig,
  list,
  people,
  startAttackedPortal,
  staticToken,
} from './attacked-portal.ts'

describe('attacks on rights', () => {
  let stage: AttackedPortal
  before(async () => {
    stage = await startAttackedPortal()
  })
  after(() => stage.portal.close())

  test('guessing: after thirty wrong tokens an address waits; who was right before goes on', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.7' }
    const guess = (token: string, from = headers) => stage.portal.ask('GET', list, { token, headers: from })
    assert.equal((await guess(staticToken)).status, 200)
    for (let i = 0; i < 30; i += 1) assert.equal((await guess(`static-${i}`)).status, 401)
    const late = await guess('static-99')
    assert.equal(late.status, 429)
    assert.ok(Number(late.headers.get('retry-after')) > 0)
    assert.equal((await guess(staticToken)).status, 200, 'known to be right')
    assert.equal((await guess(stage.ada)).status, 200, 'signed by us, not guessed')
    assert.equal(
      (await guess('static-99', stage.elsewhere() as typeof headers)).status,
      401,
      'another address',
    )
    const made = await guess(`cb_pat_${'x'.repeat(54)}`)
    assert.equal(made.status, 429)
    const events = await stage.portal.ask('GET', '/api/audit/events?action=auth.guessing', {
      token: stage.carol,
    })
    const { items } = (await events.json()) as { items: { ip: string; severity: string }[] }
    assert.deepEqual(
      items.map(({ ip, severity }) => [ip, severity]),
      [['198.51.100.7', 'high']],
    )
  })

  test('guessing from behind invented X-Forwarded-For addresses counts for the real one', async () => {
    const direct = await startKeyedPortal({ auth: attackedConfig.auth })
    let last = 0
    for (let i = 0; i < 31; i += 1) {
      const headers = { 'x-forwarded-for': `203.0.113.${i}`, 'x-real-ip': `203.0.113.${i}` }
      last = (await direct.ask('GET', list, { token: `guess-${i}`, headers })).status
    }
    assert.equal(last, 429)
    await direct.close()
  })

  test('a tab left open with an expired token does not lock its office out', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.8' }
    const over = await stage.portal.tokenOf('user:default/ada', { expiresIn: -60 })
    for (let i = 0; i < 40; i += 1) {
      assert.equal((await stage.portal.ask('GET', list, { token: over, headers })).status, 401)
    }
  })

  test('enumeration: a token that is not there and one with a wrong secret are answered alike', async () => {
    const made = await stage.make(stage.ada, '/api/auth/tokens', { name: 'target' })
    const { makeTokenText } = await import('../features/identity/server/made-tokens/token-text.ts')
    const { crc32 } = await import('node:zlib')
    const unknown = makeTokenText('personal').text
    // The id of a token that is there, another secret, and a checksum that is right.
    const body = `cb_pat_${made.id}${'A'.repeat(36)}`
    let rest = crc32(body)
    let sum = ''
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    for (let i = 0; i < 6; i += 1) {
      sum = digits[rest % 62] + sum
      rest = Math.floor(rest / 62)
    }
    const text = async (token: string) => {
      const answer = await stage.portal.ask('GET', list, { token, headers: stage.elsewhere() })
      return `${answer.status} ${await answer.text()}`
    }
    assert.equal(await text(body + sum), await text(unknown))
    assert.match(await text(body + sum), /^401 .*"Illegal token"/)
  })

  test('privilege: who may make service tokens cannot give roles they lack, by name or by role', async () => {
    for (const [body, expected] of [
      [{ name: 'mine', roles: ['admin'] }, 403],
      [{ name: 'mine', roles: ['token-maker', 'admin'] }, 403],
      [{ name: 'deployer', roles: [] }, 403],
      [{ name: 'mine', roles: ['no-such-role'] }, 400],
      [{ name: 'mine', roles: ['token-maker'] }, 201],
      [{ name: 'mine', roles: [], subject: 'user:default/carol' }, 400],
    ] as const) {
      assert.equal(
        (await stage.make(stage.bob, '/api/auth/service-tokens', body)).status,
        expected,
        JSON.stringify(body),
      )
    }
    assert.equal(
      (await stage.make(stage.ada, '/api/auth/service-tokens', { name: 'x', roles: [] })).status,
      403,
    )
    assert.equal(
      (await stage.make(stage.carol, '/api/auth/service-tokens', { name: 'deployer', roles: ['admin'] }))
        .status,
      201,
    )
    for (const body of [
      { name: 'x', subject: 'user:default/carol' },
      { name: 'x', roles: ['admin'] },
      { name: 'x', kind: 'service' },
    ]) {
      assert.equal((await stage.make(stage.ada, '/api/auth/tokens', body)).status, 400, JSON.stringify(body))
    }
    const { token } = await stage.make(stage.carol, '/api/auth/tokens', { name: 'reads', actions: ['read'] })
    const change = { token, body: { rules: [] }, headers: stage.elsewhere() }
    assert.equal((await stage.portal.ask('PUT', '/api/permission/roles/mine', change)).status, 403)
  })

  test('who leaves a group loses what it gave with the next reading of the catalog, token or not', async () => {
    const { token } = await stage.make(stage.ada, '/api/auth/tokens', { name: 'outlives?' })
    const [first, second, third] = [
      await stage.uidOf('one'),
      await stage.uidOf('two'),
      await stage.uidOf('three'),
    ]
    const remove = async (uid: string, by: string) =>
      (await stage.portal.ask('DELETE', `/api/catalog/entities/by-uid/${uid}`, { token: by })).status
    assert.equal(await remove(first, stage.ada), 204)
    writeFileSync(join(stage.portal.folder, 'all.yaml'), people([]))
    await stage.until(async () => {
      const answer = await stage.portal.ask('GET', '/api/catalog/entities/by-name/group/default/team-a', {
        token: stage.carol,
      })
      return !(await answer.text()).includes('user:default/ada')
    }, 'ada has left team-a')
    assert.equal(await remove(second, stage.ada), 403)
    assert.equal(await remove(third, token), 403)
    const withoutAda = people([])
      .split('\n---\n')
      .filter((text) => !text.includes('"name":"ada"'))
    writeFileSync(join(stage.portal.folder, 'all.yaml'), withoutAda.join('\n---\n'))
    await stage.until(
      async () => (await stage.status(stage.carol, '/api/catalog/entities/by-name/user/default/ada')) === 404,
      'ada left',
    )
    await stage.until(async () => (await stage.status(token)) === 401, "ada's personal token ends")
  })
})
