/** What the simulator says of random changes is what then happens, to every user and every entity. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { forEachDatabase } from '../../../testing/databases.ts'
import { company, component, document, type Json, withPolicy } from './start.ts'

const seen = (body: Json): string[] =>
  body
    .map((e: Json) => `${e.kind}:${e.metadata.namespace ?? 'default'}/${e.metadata.name}`.toLowerCase())
    .sort()

/** Deterministic, so that a failure can be repeated. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) % below
  }
}

function randomChange(pick: (below: number) => number): Json {
  const one = <T>(values: readonly T[]): T => values[pick(values.length)] as T
  const leaf = (): Json =>
    one<Json>([
      { rule: 'IS_ENTITY_OWNER' },
      { rule: 'IS_ENTITY_OWNER', params: { claims: ['$currentUser'] } },
      { rule: 'IS_ENTITY_KIND', params: { kinds: [one(['Component', 'User', 'System', 'Location'])] } },
      { rule: 'HAS_LABEL', params: { label: 'tier', ...(pick(2) && { value: one(['1', '2']) }) } },
      { rule: 'HAS_ANNOTATION', params: { annotation: 'acme.example/secret' } },
      { rule: 'IN_SYSTEM', params: { systems: [one(['loading', 'bread'])] } },
      { rule: 'IN_DOMAIN', params: { domains: [one(['port', 'quay'])] } },
      { rule: 'IN_NAMESPACE', params: { namespaces: [one(['default', 'tools'])] } },
      { rule: 'MATCHES', params: { query: { 'spec.lifecycle': { $exists: true } } } },
    ])
  const tree = (depth: number): Json => {
    const kind = depth === 0 ? 3 : pick(6)
    if (kind === 0) return { allOf: [tree(depth - 1), tree(depth - 1)] }
    if (kind === 1) return { anyOf: [tree(depth - 1), tree(depth - 1)] }
    if (kind === 2) return { not: tree(depth - 1) }
    return leaf()
  }
  const rule = (): Json => ({
    effect: pick(3) === 0 ? 'deny' : 'allow',
    permissions: [one(['catalog.*', 'catalog.entity.*', 'catalog.entity.read', 'catalog.location.*'])],
    ...(pick(3) === 0 && { actions: [one(['read', 'delete'])] }),
    ...(pick(4) > 0 && { conditions: tree(2) }),
  })
  const given = () => ({
    users: pick(2) ? [one(['ada', 'bo'])] : [],
    groups: pick(2) ? [one(['acme', 'bakery'])] : [],
    everyone: pick(3) === 0,
  })
  const rules = () => Array.from({ length: 1 + pick(3) }, rule)
  return {
    roles: { a: { rules: rules() }, b: { rules: rules() } },
    assignments: { a: given(), b: given() },
  }
}

forEachDatabase((name, open) => {
  describe('random changes', () => {
    const on = withPolicy(open, {
      permission: { enabled: true, policy: { admins: ['boss'], default: [] } },
      documents: company,
    })

    test('do what the simulator said', async () => {
      const { ask } = on()
      const pick = randomOf(7)
      const rounds = name === 'sqlite' ? 100 : 25
      let effects = 0
      for (let round = 0; round < rounds; round++) {
        const change = randomChange(pick)
        const before = new Map<string, string[]>()
        for (const who of ['ada', 'bo']) before.set(who, seen((await ask(who, '/catalog/entities')).body))
        const simulated = await ask('boss', '/permission/simulate', { change })
        assert.equal(simulated.status, 200, JSON.stringify(simulated.body))
        assert.equal((await ask('boss', '/permission/policy/change', { change })).status, 200)
        for (const [who, had] of before) {
          const has = seen((await ask(who, '/catalog/entities')).body)
          const effect = simulated.body.effects.find(
            (e: Json) => e.user === `user:default/${who}` && e.permission === 'catalog.entity.read',
          )
          const context = `round ${round}, ${who}: ${JSON.stringify(change)}`
          const { body: page } = await ask(who, '/catalog/entities/by-query?limit=0')
          assert.equal(page.totalItems, has.length, context)
          if (!effect) {
            assert.deepEqual(has, had, context)
            continue
          }
          effects += 1
          assert.equal(effect.before.count, had.length, context)
          assert.equal(effect.after.count, has.length, context)
          assert.deepEqual(
            effect.gained.sample.toSorted(),
            has.filter((ref) => !had.includes(ref)),
            context,
          )
          assert.deepEqual(
            effect.lost.sample.toSorted(),
            had.filter((ref) => !has.includes(ref)),
            context,
          )
        }
      }
      console.log(`${rounds} changes, ${effects} effects on what somebody sees, as simulated`)
      assert.ok(effects > rounds / 4)
    })
  })

  describe('a change for many people', () => {
    const people = 60
    const on = withPolicy(open, {
      permission: { enabled: true, policy: { admins: ['boss'], default: [] } },
      documents: [
        document('Group', 'all', { type: 'team', children: [] }),
        component('thing', 'all'),
        ...Array.from({ length: people }, (_, i) => document('User', `u${i}`, { memberOf: ['all'] })),
      ],
    })

    test('is counted whole and told in slices', async () => {
      const { ask } = on()
      const conditions = { rule: 'IS_ENTITY_OWNER' }
      const rules = [{ effect: 'allow', permissions: ['catalog.entity.read'], conditions }]
      const change = { roles: { own: { rules } }, assignments: { own: { groups: ['all'] } } }
      const told: string[] = []
      for (const offset of [0, 40]) {
        const { body } = await ask('boss', '/permission/simulate', { change, offset, limit: 40 })
        assert.deepEqual([body.users, body.total], [{ considered: people + 1, affected: people }, people])
        told.push(...body.effects.map((effect: Json) => `${effect.user} ${effect.gained.sample.join()}`))
      }
      const each = Array.from({ length: people }, (_, i) => `user:default/u${i} component:default/thing`)
      assert.deepEqual(told.toSorted(), each.toSorted())
      const none = await ask('boss', '/permission/simulate', { change, limit: 0 })
      assert.deepEqual([none.body.total, none.body.effects], [people, []])
      assert.equal((await ask('boss', '/permission/simulate', { change, limit: 1001 })).status, 400)
    })
  })
})
