import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSearch, stringifySearch } from '../../../shell/search-params.ts'
import { filterOf, readView, writeView } from '../web/data/catalog-view.ts'

const bookmark =
  '?filters[kind]=component&filters[type]=service&filters[owners][0]=group:default/payments&filters[user]=all' +
  '&filters[tags][]=java&filters[tags][]=go&filters[lifecycles][]=production&filters[text]=pay'

test("the address bar of Backstage's catalog is understood", () => {
  assert.deepEqual(readView(parseSearch(bookmark)), {
    kind: 'component',
    types: ['service'],
    owners: ['group:default/payments'],
    lifecycles: ['production'],
    tags: ['java', 'go'],
    systems: [],
    namespaces: [],
    who: 'all',
    isOrphan: false,
    text: 'pay',
    sort: { field: 'name', isDown: false },
  })
})

test('what is written is read back, and stays readable', () => {
  const view = readView(parseSearch(bookmark))
  const written = stringifySearch(writeView(view))
  assert.deepEqual(readView(parseSearch(written)), view)
  assert.match(written, /filters\[owners\]\[0\]=group:default\/payments/)
})

test('an empty address means all components by name', () => {
  const view = readView({})
  assert.equal(view.kind, 'component')
  assert.equal(stringifySearch(writeView(view)), '?filters[kind]=component')
})

test('values become statements; of one facet any, of all facets every one', () => {
  const view = readView(parseSearch(`${bookmark}&filters[systems][0]=shop`))
  assert.deepEqual(filterOf(view, 'all', []), [
    'kind=component',
    'spec.type=service',
    'spec.lifecycle=production',
    'metadata.tags=java',
    'metadata.tags=go',
    'spec.system=shop',
    'relations.ownedBy=group:default/payments',
  ])
})

test('the menu of a facet sees all the other filters, not its own', () => {
  const view = readView(parseSearch('?filters[tags][]=java&filters[type]=service'))
  assert.deepEqual(filterOf(view, 'all', [], 'tags'), ['kind=component', 'spec.type=service'])
})

test('mine is what my refs own', () => {
  const filter = filterOf(readView({}), 'owned', ['user:default/ida', 'group:default/lights'])
  assert.deepEqual(filter, [
    'kind=component',
    'relations.ownedBy=user:default/ida',
    'relations.ownedBy=group:default/lights',
  ])
})

test('mine and a chosen owner must both hold', () => {
  const mine = ['user:default/ida', 'group:default/lights']
  const with_ = (owner: string) => filterOf(readView({ filters: { owners: [owner] } }), 'owned', mine)
  assert.deepEqual(with_('group:default/lights'), [
    'kind=component',
    'relations.ownedBy=group:default/lights',
  ])
  assert.deepEqual(with_('group:default/sound'), ['kind=component', 'relations.ownedBy='])
})

test('a bare owner name of an old bookmark is a group of the default namespace', () => {
  const view = readView(parseSearch('?filters[owners][]=Payments'))
  assert.ok(filterOf(view, 'all', []).includes('relations.ownedBy=group:default/payments'))
})

test('a hostile address is only text', () => {
  const search = parseSearch(
    '?filters[__proto__][polluted]=1&filters[kind]=a,b=c&filters[tags][]=x,kind=user',
  )
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
  const filter = filterOf(readView(search), 'all', [])
  assert.equal(filter.length, 1, 'a value with a comma cannot add a statement')
  assert.doesNotMatch(filter.join(), /user/)
})
