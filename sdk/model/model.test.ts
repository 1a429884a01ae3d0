import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  coreKinds,
  findCoreKind,
  humanRef,
  isScriptUrl,
  parseLocation,
  parseRef,
  relationPairs,
  relationTitle,
  reverseRelation,
  stringifyRef,
} from './index.ts'

const parsed: [string, string][] = [
  ['component:shop', 'component:default/shop'],
  ['component:Retail/Shop', 'component:retail/shop'],
  ['shop', 'group:home/shop'],
  ['retail/shop', 'group:retail/shop'],
  ['a/b:c', 'group:a/b:c'],
  ['API:x.y_z', 'api:home/x.y_z'],
]

for (const [ref, full] of parsed) {
  test(`${ref} is ${full}`, () => {
    const defaults = ref === 'component:shop' ? { kind: 'Group' } : { kind: 'Group', namespace: 'home' }
    assert.equal(stringifyRef(parseRef(ref, defaults)), full)
  })
}

for (const ref of ['', ':x', 'kind:/x', 'kind:ns/', 'ns/', 'kind:']) {
  test(`"${ref}" is no entity ref`, () => {
    assert.throws(
      () => parseRef(ref, { kind: 'Group' }),
      /was not on the form \[<kind>:\]\[<namespace>\/\]<name>/,
    )
  })
}

test('a ref without a kind needs a default', () => {
  assert.throws(() => parseRef('shop'), /Entity reference "shop" had missing or empty kind/)
})

test('a location is type and target, and says what is wrong otherwise', () => {
  assert.deepEqual(parseLocation(' url : https://host/a:b '), { type: 'url', target: 'https://host/a:b' })
  assert.throws(() => parseLocation('https://host/x'), /please prefix it with 'url:'/)
  assert.throws(() => parseLocation('nothing'), /expected '<type>:<target>'/)
  assert.throws(() => parseLocation('url:'), /expected '<type>:<target>'/)
  assert.throws(() => parseLocation('url:java\nscript:alert(1)'), /javascript: scheme/)
})

test('scripts are recognised however they are written', () => {
  for (const url of ['javascript:x', ' JavaScript:x', 'java\tscript:x', '\u0001javascript:x']) {
    assert.equal(isScriptUrl(url), true, url)
  }
  for (const url of ['https://host/javascript:x', 'mailto:a@b', 'java', ''])
    assert.equal(isScriptUrl(url), false, url)
})

test('people read refs without what is expected', () => {
  assert.equal(humanRef('group:default/team-a', { kind: 'Group' }), 'team-a')
  assert.equal(humanRef('group:retail/team-a', { kind: 'group' }), 'retail/team-a')
  assert.equal(humanRef('user:default/ada', { kind: 'Group' }), 'user:ada')
  assert.equal(humanRef('group:retail/team-a', { kind: 'Group', namespace: 'retail' }), 'team-a')
  assert.equal(humanRef('component:default/shop'), 'component:shop')
})

test('each relation has a way back and a title', () => {
  for (const { forward, reverse } of relationPairs) {
    assert.equal(reverseRelation(forward), reverse)
    assert.equal(reverseRelation(reverse), forward)
    assert.notEqual(relationTitle(forward), relationTitle(reverse))
  }
  assert.equal(relationTitle('mirrors'), 'mirrors')
})

test('core kinds are found in any letter case', () => {
  for (const core of coreKinds) assert.equal(findCoreKind(core.kind.toUpperCase()), core)
  assert.equal(findCoreKind('Runbook'), undefined)
})
