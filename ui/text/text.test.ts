import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kindPlural, readRef, refLabel } from '../data/ref-label.ts'
import { relativeTime } from './relative-time.ts'
import { safeHref } from './safe-href.ts'

test('only web and mail addresses become links', () => {
  assert.equal(safeHref('https://example.com/a'), 'https://example.com/a')
  assert.equal(safeHref('mailto:a@example.com'), 'mailto:a@example.com')
  for (const address of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '/relative',
    '',
    null,
    { toString: () => 'https://example.com' },
  ]) {
    assert.equal(safeHref(address), undefined, String(address))
  }
})

test('times are short and never in the future', () => {
  const now = Date.UTC(2026, 10, 21)
  const ago = (seconds: number) => relativeTime(now - seconds * 1000, now)
  assert.equal(ago(-60), 'just now')
  assert.equal(ago(40), '40 s ago')
  assert.equal(ago(120), '2 min ago')
  assert.equal(ago(7200), '2 h ago')
  assert.equal(ago(86_400 * 3), '3 d ago')
  assert.equal(ago(86_400 * 90), '3 mo ago')
  assert.equal(ago(86_400 * 800), '2 y ago')
})

test('a ref is read without ever failing', () => {
  assert.deepEqual(readRef('group:default/pay'), { kind: 'group', namespace: 'default', name: 'pay' })
  assert.equal(refLabel('component:shop/till'), 'shop/till')
  assert.equal(refLabel('till'), 'till')
})

test('kinds have plurals, ours and strangers', () => {
  assert.equal(kindPlural('api'), 'APIs')
  assert.equal(kindPlural('Runbook'), 'Runbooks')
  assert.equal(kindPlural('Policy'), 'Policies')
  assert.equal(kindPlural('Process'), 'Processes')
})
