import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { forEachDatabase } from '../../../testing/databases.ts'
import { company, component, type Json, withPolicy } from './start.ts'

forEachDatabase((_name, open) => {
  describe('an entity that is gone', () => {
    const on = withPolicy(open, {
      permission: { enabled: true, policy: { admins: ['boss'], default: [] } },
      documents: company,
    })

    test('what is gone is known to those who could see it, and to nobody else', async () => {
      const { ask, write } = on()
      const conditions = { rule: 'IS_ENTITY_OWNER' }
      const rules = [{ effect: 'allow', permissions: ['catalog.entity.read'], conditions }]
      const change = { roles: { own: { rules } }, assignments: { own: { everyone: true } } }
      assert.equal((await ask('boss', '/permission/policy/change', { change })).status, 200)
      await write([...company, component('kettle', 'bakery')])
      const refresh = () => ask('boss', '/catalog/refresh', { entityRef: 'user:default/ada' })
      const kettle = '/catalog/entities/by-name/component/default/kettle'
      const until = async (status: number) => {
        for (let left = 200; left > 0; left--) {
          if ((await ask('boss', kettle)).status === status) return
          await sleep(25)
        }
        assert.fail(`never ${status}`)
      }
      await refresh()
      await until(200)
      const before = new Date().toISOString()
      await write(company)
      await refresh()
      await until(404)
      assert.equal((await ask('bo', `${kettle}/history`)).status, 200)
      assert.equal((await ask('ada', `${kettle}/history`)).status, 404)
      const told = async (who: string) => {
        const { body } = await ask(who, '/catalog/history?limit=200')
        return body.items.some((item: Json) => item.entityRef === 'component:default/kettle')
      }
      assert.deepEqual([await told('bo'), await told('ada')], [true, false])
      assert.equal((await ask('bo', `${kettle}?asOf=${before}`)).status, 200)
      assert.equal((await ask('ada', `${kettle}?asOf=${before}`)).status, 404)
      await ask('boss', '/permission/roles/own', undefined, 'DELETE')
    })
  })
})
