import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntityView } from '@callboard/sdk/model'
import { findCaseClash, flatten } from './flatten.ts'

const entity: EntityView = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'Shop',
    uid: 'U-1',
    etag: 'e',
    tags: ['Java'],
    annotations: { 'github.com/project-slug': 'Acme/Shop' },
    links: [{ url: 'https://a' }, { url: 'https://b', title: 'B' }],
    nothing: null as never,
  },
  spec: {
    type: 'service',
    score: 1.5,
    live: true,
    long: 'x'.repeat(201),
    deep: [[1], { k: 'v' }],
    ['K'.repeat(200)]: 1,
  },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/team-a' }],
  status: { items: [] },
}

test('an entity is found by the keys and values of the contract', () => {
  const found = flatten(entity).map(({ key, value, original, isNull }) =>
    isNull ? `${key} is there` : value === original ? `${key}=${value}` : `${key}=${value} (${original})`,
  )
  assert.deepEqual(found, [
    'apiversion=backstage.io/v1alpha1',
    'kind=component (Component)',
    'metadata.tags=java (Java)',
    'metadata.tags.java=true',
    'metadata.annotations.github.com/project-slug=acme/shop (Acme/Shop)',
    'metadata.links.url=https://a',
    'metadata.links.url=https://b',
    'metadata.links.title=b (B)',
    'metadata.nothing is there',
    'spec.type=service',
    'spec.score=1.5',
    'spec.live=true',
    'spec.long is there',
    'spec.deep=1',
    'spec.deep.k=v',
    'metadata.name=shop (Shop)',
    'metadata.namespace=default',
    'metadata.uid=u-1 (U-1)',
    'relations.ownedby=group:default/team-a',
  ])
})

test('keys that differ in letter case only are found, equal ones are not', () => {
  assert.equal(findCaseClash(entity), undefined)
  const clash = { ...entity, spec: { owner: 'a', Owner: 'b' } }
  assert.equal(findCaseClash(clash), 'spec.owner')
})
