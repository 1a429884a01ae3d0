/** Who may tell the portal something: whoever knows the secret. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startTestPortal } from '../../../testing/start-test-portal.ts'
import { githubSecrets, isSignedByGithub } from '../server/github-signature.ts'

const sign = (text: string, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`

test('every configured secret counts, over exactly what was sent', () => {
  const values: Record<string, unknown> = {
    'events.modules.github.webhookSecret': ' of-the-hook ',
    'integrations.github': [
      { host: 'github.com', apps: [{ webhookSecret: 'of-an-app' }, { appId: 1 }, null] },
      { host: 'ghe.example.com' },
      null,
    ],
  }
  const secrets = githubSecrets({ get: (path) => values[path] })
  assert.deepEqual(secrets, ['of-the-hook', 'of-an-app'])
  assert.deepEqual(githubSecrets({ get: () => undefined }), [])
  const text = '{"zen": "ü"}'
  for (const secret of secrets) assert.ok(isSignedByGithub(text, sign(text, secret), secrets))
  for (const header of [
    null,
    '',
    'sha256=',
    sign(text, 'guessed'),
    sign(text, ''),
    sign(`${text} `, 'of-an-app'),
    sign(text, 'of-an-app').replace('sha256', 'sha1'),
    `${sign(text, 'of-an-app')}00`,
  ]) {
    assert.equal(isSignedByGithub(text, header, secrets), false, String(header))
  }
  assert.equal(isSignedByGithub(text, sign(text, 'of-an-app'), []), false)
})

test('what is not signed JSON on a topic that is there is refused, and a secret can come later', async () => {
  const portal = await startTestPortal({ catalog: { locations: [] } })
  after(() => portal.close())
  const send = (body: string, headers: Record<string, string> = {}, topic = 'github') =>
    fetch(`${portal.url}/api/events/http/${topic}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-github-event': 'ping', ...headers },
    })
  const signed = (text: string) => ({ 'x-hub-signature-256': sign(text, 'of-the-hook') })
  assert.equal((await send('{}', signed('{}'))).status, 404)

  const config = {
    catalog: { locations: [] },
    events: { modules: { github: { webhookSecret: 'of-the-hook' } } },
  }
  writeFileSync(join(portal.folder, 'app-config.yaml'), JSON.stringify(config))
  await portal.until(async () => ((await send('{}', signed('{}'))).status === 202 ? null : 'the secret'))
  assert.deepEqual(await (await send('{}', signed('{}'))).json(), { status: 'accepted' })
  const forged = await send('{}', signed('{ }'))
  assert.deepEqual([forged.status, await forged.json()], [403, { message: 'invalid signature' }])
  assert.equal((await send('{', signed('{'))).status, 400)
  assert.equal((await send('{}', { ...signed('{}'), 'content-type': 'text/plain' })).status, 415)
  assert.equal((await send('{}', signed('{}'), 'gitlab')).status, 404)
  const large = JSON.stringify('x'.repeat(6 * 1024 * 1024))
  assert.equal((await send(large, signed(large))).status, 413)
})
