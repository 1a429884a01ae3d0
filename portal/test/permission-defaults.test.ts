/** The portal without a policy of its own, and with permissions switched off. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startTestPortal, type TestPortal } from '../testing/start-test-portal.ts'
import { as, type Json, signer, startWith } from './policy-portal.ts'

describe('with permissions and nothing else said', () => {
  let portal: TestPortal
  before(async () => {
    portal = await startWith({ enabled: true })
  })
  after(() => portal?.close())

  test('everybody is member: reads all, registers, changes what they own', async () => {
    const ada = await signer.user('user:default/ada')
    const ask = async (name: string, type: string, action: string, resourceRef?: string) => {
      const permission = {
        type,
        name,
        attributes: { action },
        ...(type === 'resource' && { resourceType: 'catalog-entity' }),
      }
      const answer = await as(portal, ada, '/api/permission/authorize', {
        json: { items: [{ id: '1', permission, resourceRef }] },
      })
      return ((await answer.json()) as Json).items[0].result
    }
    assert.equal(await ask('catalog.entity.read', 'resource', 'read', 'component:default/oven'), 'ALLOW')
    assert.equal(await ask('catalog.entity.delete', 'resource', 'delete', 'component:default/oven'), 'DENY')
    assert.equal(await ask('catalog.entity.delete', 'resource', 'delete', 'component:default/crane'), 'ALLOW')
    assert.equal(await ask('catalog.entity.refresh', 'resource', 'update', 'component:default/oven'), 'ALLOW')
    assert.equal(await ask('catalog.location.create', 'basic', 'create'), 'ALLOW')
    assert.equal(await ask('admin.read', 'basic', 'read'), 'DENY')
    assert.equal(await ask('permission.policy.update', 'basic', 'update'), 'DENY')
    assert.equal(await ask('audit.read', 'basic', 'read'), 'DENY')
  })
})

test('every permission that a route asks for is described', async () => {
  const { builtinFeatures } = await import('../builtin.ts')
  const { knownPermissions } = await import('../features/permissions/server/known-permissions.ts')
  const { features } = builtinFeatures({ cwd: '.', host: { redact: (value: string) => value } as Json })
  const known = knownPermissions(features.flatMap((feature) => Object.values(feature.routes)))
  assert.deepEqual(known.undescribed, [])
})

test('guests who may only look see the catalog, and not how the portal is run', async () => {
  const portal = await startTestPortal({ auth: { providers: null, allowGuestAccess: true } })
  after(() => portal.close())
  assert.equal((await portal.call('/api/catalog/entities')).status, 200)
  for (const path of ['/api/audit/events', '/api/admin/config', '/api/auth/service-tokens']) {
    assert.equal((await portal.call(path)).status, 403, path)
  }
})
