import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyQuestion } from './why-question.ts'

test('a refusal of a person leads to the rule behind it, with the entity where there is one', () => {
  const denied = { outcome: 'denied', actor: 'user:default/ada', action: 'catalog.entity.delete' } as const
  const question = { user: 'user:default/ada', permission: 'catalog.entity.delete' }
  assert.deepEqual(whyQuestion({ ...denied, subject: 'component:default/shop' }), {
    ...question,
    entity: 'component:default/shop',
  })
  assert.deepEqual(whyQuestion({ ...denied, subject: '/api/catalog/locations' }), question)
})

test('what succeeded, what services did and what asks for no permission is not explained', () => {
  const denied = {
    outcome: 'denied',
    actor: 'user:default/ada',
    action: 'audit.read',
    subject: null,
  } as const
  assert.equal(whyQuestion({ ...denied, outcome: 'succeeded' }), undefined)
  assert.equal(whyQuestion({ ...denied, actor: 'anonymous' }), undefined)
  assert.equal(whyQuestion({ ...denied, actor: 'service:ci' }), undefined)
  assert.equal(whyQuestion({ ...denied, action: 'POST /api/auth/tokens' }), undefined)
})
