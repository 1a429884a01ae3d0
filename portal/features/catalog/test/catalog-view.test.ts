import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSearch, stringifySearch } from '../../../shell/search-params.ts'
import {
  type CatalogView,
  isNarrowed,
  ofKind,
  readView,
  widened,
  writeView,
} from '../web/data/catalog-view.ts'
import { isChanged, parseViews, searchOf } from '../web/data/saved-view.ts'
import { type Known, predicateOf } from '../web/data/view-query.ts'

const bookmark =
  '?filters[kind]=component&filters[type]=service&filters[owners][0]=group:default/payments&filters[user]=all' +
  '&filters[tags][]=java&filters[tags][]=go&filters[lifecycles][]=production&filters[text]=pay'
const known: Known = { mine: [], starred: [], faulty: [], systemsByDomain: new Map() }
const read = (address: string) => readView(parseSearch(address))
const is = (...values: string[]) => ({ values, isNot: false })

test("the address bar of Backstage's catalog is understood", () => {
  assert.deepEqual(read(bookmark), {
    kind: 'component',
    facets: {
      types: is('service'),
      owners: is('group:default/payments'),
      lifecycles: is('production'),
      tags: is('java', 'go'),
      systems: is(),
      domains: is(),
      namespaces: is(),
    },
    who: 'all',
    isOrphan: false,
    hasError: false,
    text: 'pay',
    sort: { field: 'name', isDown: false },
    columns: [],
    viewId: '',
  } satisfies CatalogView)
})

for (const address of [
  bookmark,
  '?filters[not][owners][0]=group:default/a&filters[not][type]=library&filters[tags][0]=x',
  '?filters[user]=starred&filters[orphan]=true&filters[error]=true&sort=-lifecycle',
  '?columns=name,tags,owner&view=7&filters[domains][0]=domain:default/shop&filters[systems][0]=shop',
]) {
  test(`what is written is read back: ${address.slice(0, 60)}`, () => {
    const view = read(address)
    assert.deepEqual(read(stringifySearch(writeView(view))), view)
  })
}

test('addresses stay readable', () => {
  assert.match(stringifySearch(writeView(read(bookmark))), /filters\[owners\]\[0\]=group:default\/payments/)
  const turned = read('?filters[not][owners][0]=group:default/a')
  assert.deepEqual(turned.facets.owners, { values: ['group:default/a'], isNot: true })
  assert.match(stringifySearch(writeView(turned)), /filters\[not\]\[owners\]\[0\]=group:default\/a/)
})

test('an empty address means all components by name', () => {
  const view = readView({})
  assert.equal(view.kind, 'component')
  assert.equal(stringifySearch(writeView(view)), '?filters[kind]=component')
})

test('what nobody writes does no harm', () => {
  const view = readView({
    filters: { type: { a: '1' }, not: 'x', owners: [1, null, ' '] },
    columns: ['a'],
    sort: {},
  })
  assert.equal(isNarrowed(view), false)
  assert.deepEqual(view.sort, { field: 'name', isDown: false })
})

test('values become a predicate; of one facet any, of all facets every one', () => {
  const view = read(`${bookmark}&filters[systems][0]=shop`)
  assert.deepEqual(predicateOf(view, 'all', known), {
    $all: [
      { kind: 'component' },
      { 'relations.ownedBy': { $in: ['group:default/payments'] } },
      { 'spec.type': { $in: ['service'] } },
      { 'spec.lifecycle': { $in: ['production'] } },
      { 'relations.partOf': { $in: ['system:default/shop'] } },
      { 'metadata.tags': { $in: ['java', 'go'] } },
    ],
  })
})

test('a facet that is turned round leaves out what has its values', () => {
  const view = read('?filters[not][tags][0]=java&filters[not][tags][1]=go')
  assert.deepEqual(predicateOf(view, 'all', known), {
    $all: [{ kind: 'component' }, { $not: { 'metadata.tags': { $in: ['java', 'go'] } } }],
  })
})

test('the menu of a facet sees all the other filters, not its own', () => {
  const view = read('?filters[tags][]=java&filters[type]=service')
  assert.deepEqual(predicateOf(view, 'all', known, 'tags'), {
    $all: [{ kind: 'component' }, { 'spec.type': { $in: ['service'] } }],
  })
})

test('mine is what my refs own, and a chosen owner must hold too', () => {
  const view = read('?filters[owners][0]=lights')
  const mine = ['user:default/ida', 'group:default/lights']
  assert.deepEqual(predicateOf(view, 'owned', { ...known, mine }), {
    $all: [
      { kind: 'component' },
      { 'relations.ownedBy': { $in: ['group:default/lights'] } },
      { 'relations.ownedBy': { $in: mine } },
    ],
  })
})

test('starred and faulty things are named, those of the kind alone', () => {
  const refs = [
    'component:default/a',
    'component:default/b',
    'component:lab/c',
    'api:default/d',
    'not a ref::',
  ]
  const wanted = {
    $any: [
      { 'metadata.namespace': 'default', 'metadata.name': { $in: ['a', 'b'] } },
      { 'metadata.namespace': 'lab', 'metadata.name': { $in: ['c'] } },
    ],
  }
  const starred = predicateOf(readView({}), 'starred', { ...known, starred: refs })
  assert.deepEqual(starred, { $all: [{ kind: 'component' }, wanted] })
  const faulty = predicateOf(read('?filters[error]=true'), 'all', { ...known, faulty: refs })
  assert.deepEqual(faulty, { $all: [{ kind: 'component' }, wanted] })
  // Nothing starred finds nothing, not everything.
  assert.deepEqual(predicateOf(readView({}), 'starred', known), {
    $all: [{ kind: 'component' }, { $any: [] }],
  })
})

test('a component is in a domain through its system, a system by itself', () => {
  const systemsByDomain = new Map([['domain:default/shop', ['system:default/cart', 'system:default/till']]])
  const search = '&filters[domains][0]=shop'
  assert.deepEqual(
    predicateOf(read(`?filters[kind]=component${search}`), 'all', { ...known, systemsByDomain }),
    {
      $all: [
        { kind: 'component' },
        { 'relations.partOf': { $in: ['system:default/cart', 'system:default/till'] } },
      ],
    },
  )
  assert.deepEqual(
    predicateOf(read(`?filters[kind]=system${search}`), 'all', { ...known, systemsByDomain }),
    {
      $all: [{ kind: 'system' }, { 'relations.partOf': { $in: ['domain:default/shop'] } }],
    },
  )
})

test('clearing filters leaves the kind, whose and the order', () => {
  const view = read(`${bookmark}&sort=-lifecycle&filters[error]=true`)
  assert.equal(isNarrowed(view), true)
  const clear = widened(view)
  assert.equal(isNarrowed(clear), false)
  assert.deepEqual(
    [clear.kind, clear.who, clear.sort],
    [view.kind, 'all', { field: 'lifecycle', isDown: true }],
  )
})

test('another kind keeps what fits it', () => {
  const view = ofKind(read(`${bookmark}&columns=name,tags&sort=-lifecycle&view=1`), 'group')
  assert.deepEqual(view.facets.types, is())
  assert.deepEqual(view.facets.owners, is('group:default/payments'))
  assert.deepEqual([view.kind, view.columns, view.viewId, view.sort.field], ['group', [], '', 'name'])
})

test('a saved view is the search without itself, and knows when it was left', () => {
  const view = read(`${bookmark}&view=7`)
  const saved = { id: '7', name: 'Pay', search: searchOf(view, undefined) }
  assert.equal('view' in saved.search, false)
  assert.equal(isChanged(view, saved, undefined), false)
  assert.equal(isChanged({ ...view, text: 'other' }, saved, undefined), true)
  assert.equal(isChanged({ ...view, columns: ['name'] }, saved, undefined), true)
  assert.deepEqual(parseViews(JSON.parse(JSON.stringify({ views: [saved], defaultId: '7' }))), {
    views: [saved],
    defaultId: '7',
  })
})

test('whatever was kept as views, the page opens', () => {
  for (const value of [undefined, null, 'x', [], { views: 'x' }, { views: [null, { id: 1 }, { id: 'a' }] }]) {
    assert.deepEqual(parseViews(value), { views: [], defaultId: undefined })
  }
  assert.equal(parseViews({ views: [{ id: 'a', name: 'A' }], defaultId: 'gone' }).defaultId, undefined)
})
