/** What the built-in role `member` may change: what they own, and files that hold nothing else. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forEachDatabase } from '../../../testing/databases.ts'
import { company, type Json, withPolicy } from './start.ts'

forEachDatabase((_name, open) => {
  describe('a member', () => {
    const on = withPolicy(open, {
      permission: { enabled: true, policy: { admins: ['boss'] } },
      documents: company,
    })

    test('deletes what they own and nothing else', async () => {
      const { ask } = on()
      const uidOf = async (path: string) =>
        (await ask('ada', `/catalog/entities/by-name/${path}`)).body.metadata.uid
      const oven = await uidOf('component/default/oven')
      const refused = await ask('ada', `/catalog/entities/by-uid/${oven}`, undefined, 'DELETE')
      assert.equal(refused.status, 403)
      assert.match(
        refused.body.error.message,
        /'catalog\.entity\.delete' for component:default\/oven.*"member" \(built in\)/,
      )
      assert.equal((await ask('bo', `/catalog/entities/by-uid/${oven}`, undefined, 'DELETE')).status, 204)
      const never = await ask(
        'ada',
        '/catalog/entities/by-uid/00000000-0000-0000-0000-000000000000',
        undefined,
        'DELETE',
      )
      assert.equal(never.status, 403)
    })

    test('unregisters a file only when all of it is theirs', async () => {
      const { ask } = on()
      const register = async (target: string) => {
        const { body } = await ask('ada', '/catalog/locations', { type: 'url', target })
        return body.location.id as string
      }
      const empty = await register('http://127.0.0.1:9/a.yaml')
      assert.equal((await ask('bo', `/catalog/locations/${empty}`, undefined, 'DELETE')).status, 204)
      const { body: sources } = await ask('boss', '/catalog/sources')
      const whole = sources.items.find((source: Json) => source.kind === 'config')
      const refused = await ask('ada', `/catalog/locations/${whole.id}`, undefined, 'DELETE')
      assert.equal(refused.status, 403)
      assert.match(refused.body.error.message, /'catalog\.entity\.delete' for /)
    })

    test('does not look inside the portal', async () => {
      const { ask } = on()
      for (const path of ['/permission/policy', '/permission/matrix', '/permission/versions']) {
        const { status, body } = await ask('ada', path)
        assert.equal(status, 403, path)
        assert.match(body.error.message, /'permission\.policy\.read'.*Ask an admin: user:default\/boss/)
      }
      assert.equal((await ask('ada', '/permission/explain', { user: 'bo', permission: 'x' })).status, 403)
      assert.equal((await ask('ada', '/permission/simulate', { change: {} })).status, 403)
      assert.equal((await ask('ada', '/permission/import', { csv: '' })).status, 403)
    })
  })
})
