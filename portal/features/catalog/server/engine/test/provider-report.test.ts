/** A provider that fails: what it gave stays, and its source says why until it is told otherwise. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Problem } from '@callboard/sdk/model'
import { forEachDatabase } from '../../../../../testing/databases.ts'
import { smallCatalog } from './small-catalog.ts'

const annotations = {
  'backstage.io/managed-by-location': 'url:https://org.example/teams',
  'backstage.io/managed-by-origin-location': 'url:https://org.example/teams',
}
const team = (name: string) => ({
  entity: {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, annotations },
    spec: { type: 'team', children: [] },
  },
})
const trouble = (message: string): Problem => ({ severity: 'error', name: 'UpstreamError', message })

forEachDatabase((_name, open) => {
  test('trouble of a provider is a problem of its source and takes nothing away', async () => {
    const catalog = await smallCatalog(open, { catalog: { locations: [] } })
    const provider = catalog.engine.provider('org')
    assert.deepEqual(await provider.given(), [])
    const state = async () => (await catalog.scan())[0]?.state
    const told = async () => (await catalog.problems()).map(({ message }) => message)

    await provider.applyMutation({ type: 'full', entities: [team('a'), team('b')] })
    assert.deepEqual((await provider.given()).sort(), ['group:default/a', 'group:default/b'])
    assert.equal(await state(), 'ok')

    await provider.report([trouble('The host is away')])
    assert.equal(await state(), 'failing')
    assert.deepEqual(await told(), ['The host is away'])
    assert.deepEqual(await catalog.refs(), ['group:default/a', 'group:default/b'])

    // The same again writes nothing; another replaces it; entities come and go meanwhile.
    const revision = await catalog.revision()
    await provider.report([trouble('The host is away')])
    assert.equal(await catalog.revision(), revision)
    await provider.report([trouble('The token is not valid')])
    await provider.applyMutation({ type: 'full', entities: [team('a')] })
    assert.equal(await state(), 'failing')
    assert.deepEqual(await told(), ['The token is not valid'])
    assert.deepEqual(await provider.given(), ['group:default/a'])

    await provider.report([])
    assert.equal(await state(), 'ok')
    assert.deepEqual(await told(), [])
    const quiet = await catalog.revision()
    await provider.report([])
    assert.equal(await catalog.revision(), quiet)
    assert.deepEqual(await catalog.refs(), ['group:default/a'])
  })

  test('a provider that never gave anything fails where people look', async () => {
    const catalog = await smallCatalog(open, { catalog: { locations: [] } })
    await catalog.engine.provider('org').report([trouble('The host is away')])
    assert.equal((await catalog.scan())[0]?.state, 'failing')
    assert.equal((await catalog.problems()).length, 1)
  })
})
