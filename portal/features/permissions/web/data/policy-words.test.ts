import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rule } from '../../api.ts'
import { criteriaWords, ruleWords } from './policy-words.ts'

const about = 'catalog-entity'

test('a rule reads as a sentence', () => {
  const cases: [Rule, string][] = [
    [{ effect: 'allow', permissions: ['*'] }, 'Allows everything'],
    [
      { effect: 'allow', permissions: ['catalog.*'], except: ['catalog.entity.delete'] },
      'Allows catalog.* but not catalog.entity.delete',
    ],
    [{ effect: 'allow', actions: ['read'], permissions: ['*'] }, 'Allows read everywhere'],
    [{ effect: 'allow', actions: ['update'], resourceTypes: [about] }, 'Allows update on catalog-entity'],
    [
      { effect: 'deny', actions: ['update', 'delete'], permissions: ['catalog.*'] },
      'Denies update and delete in catalog.*',
    ],
    [
      { effect: 'deny', actions: ['delete'], permissions: ['catalog.entity.delete'] },
      'Denies catalog.entity.delete',
    ],
    [
      {
        effect: 'allow',
        permissions: ['catalog.entity.refresh'],
        conditions: { rule: 'IS_ENTITY_KIND', resourceType: about, params: { kinds: ['component', 'api'] } },
      },
      'Allows catalog.entity.refresh, where the kind is component or api',
    ],
  ]
  for (const [rule, words] of cases) assert.equal(ruleWords(rule), words)
})

test('groups of conditions keep their brackets, and unknown rules their names', () => {
  const owner = { rule: 'IS_ENTITY_OWNER', resourceType: about, params: { claims: ['$ownerRefs'] } }
  const label = { rule: 'HAS_LABEL', resourceType: about, params: { label: 'tier', value: '1' } }
  assert.equal(
    criteriaWords({
      allOf: [owner, { anyOf: [label, { not: { rule: 'OWN_RULE', resourceType: about, params: {} } }] }],
    }),
    'the owner is the person or one of their groups and (the label tier is 1 or not OWN_RULE {})',
  )
})
