import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WebFeature } from '@callboard/sdk/web'
import { extensionsIn, readExtensions, withExtensions } from './extensions.ts'

const load = async () => ({ default: () => null })
const features: WebFeature[] = [
  {
    id: 'catalog',
    pages: [
      { path: '/catalog', extension: 'page:catalog', load },
      { path: '/catalog-graph', extension: 'page:catalog-graph', load },
    ],
    nav: [
      { title: 'Catalog', to: '/catalog', icon: () => null, section: 'main', extension: 'nav-item:catalog' },
      { title: 'Graph', to: '/catalog-graph', icon: () => null, section: 'main' },
    ],
  },
]
const titles = (value: unknown) =>
  withExtensions(features, readExtensions(value)).flatMap((one) => (one.nav ?? []).map(({ title }) => title))

test('a navigation entry is switched off by its name, in each way to write it', () => {
  assert.deepEqual(titles(['nav-item:catalog']), ['Catalog', 'Graph'])
  assert.deepEqual(titles([{ 'nav-item:catalog': false }]), ['Graph'])
  assert.deepEqual(titles([{ 'nav-item:catalog': { disabled: true } }]), ['Graph'])
  assert.deepEqual(titles([{ 'nav-item:catalog': false }, 'nav-item:catalog']), ['Catalog', 'Graph'])
})

test('a page that is off takes its navigation entry along', () => {
  const value = [{ 'page:catalog-graph': { disabled: true } }]
  assert.deepEqual(titles(value), ['Catalog'])
  const [feature] = withExtensions(features, readExtensions(value))
  assert.deepEqual(
    feature?.pages?.map(({ path }) => path),
    ['/catalog'],
  )
})

test('a page may be given another address, and nothing but an address', () => {
  const at = (path: unknown) =>
    readExtensions([{ 'page:catalog': { config: { path } } }]).pathOf('page:catalog')
  assert.equal(at('/'), '/')
  assert.equal(at('/software'), '/software')
  for (const path of ['software', 'https://elsewhere.example', '/a?b', 7, null])
    assert.equal(at(path), undefined)
})

test('what cannot be read changes nothing', () => {
  for (const value of [undefined, null, 'nav-item:catalog', { a: 1 }, [null, 7, [], { x: 'y' }]]) {
    assert.deepEqual(titles(value), ['Catalog', 'Graph'])
  }
})

test('the list says what is on and what is off', () => {
  const states = extensionsIn(features, readExtensions([{ 'page:catalog': false }]))
  assert.deepEqual(
    states.map(({ id, isOff }) => [id, isOff]),
    [
      ['page:catalog', true],
      ['page:catalog-graph', false],
      ['nav-item:catalog', false],
      ['nav-item:search', false],
    ],
  )
})
