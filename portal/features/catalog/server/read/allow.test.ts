import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAllowedUrl } from './allow.ts'
import type { AllowRule } from './types.ts'

function allows(rule: AllowRule, url: string): boolean {
  return isAllowedUrl(new URL(url), [rule])
}

test('hosts are exact, or a suffix that does not include the bare domain', () => {
  assert.ok(allows({ host: 'example.com' }, 'https://EXAMPLE.com/a'))
  assert.ok(!allows({ host: 'example.com' }, 'https://a.example.com/a'))
  assert.ok(!allows({ host: 'example.com' }, 'https://example.com.evil.net/a'))
  assert.ok(allows({ host: '*.example.com' }, 'https://a.b.example.com/a'))
  assert.ok(!allows({ host: '*.example.com' }, 'https://example.com/a'))
  assert.ok(!allows({ host: '*.example.com' }, 'https://badexample.com/a'))
  assert.ok(!isAllowedUrl(new URL('https://example.com'), []))
  assert.ok(!allows({ host: 'example.com' }, 'ftp://example.com/a'))
})

test('a port must be asked for, exactly or by range', () => {
  assert.ok(!allows({ host: 'example.com' }, 'https://example.com:8443/a'))
  assert.ok(allows({ host: 'example.com:8443' }, 'https://example.com:8443/a'))
  assert.ok(!allows({ host: 'example.com:8443' }, 'https://example.com/a'))
  assert.ok(allows({ host: 'example.com:443' }, 'https://example.com/a'))
  assert.ok(allows({ host: '*.example.com:8000-9000' }, 'http://a.example.com:8500/a'))
  assert.ok(!allows({ host: '*.example.com:8000-9000' }, 'http://a.example.com:9001/a'))
  assert.ok(allows({ host: '[::1]:80-90' }, 'http://[::1]:85/a'))
})

test('paths end on a segment boundary', () => {
  const rule = { host: 'example.com', paths: ['/mydir', '/only/'] }
  assert.ok(allows(rule, 'https://example.com/mydir'))
  assert.ok(allows(rule, 'https://example.com/mydir/a'))
  assert.ok(!allows(rule, 'https://example.com/mydir2'))
  assert.ok(allows(rule, 'https://example.com/only/a'))
  assert.ok(!allows(rule, 'https://example.com/only'))
})

test('a path cannot climb out of what is allowed', () => {
  const rule = { host: 'example.com', paths: ['/mydir'] }
  for (const path of [
    '/mydir/../a',
    '/mydir/%2e%2e/a',
    '/mydir/..%2fa',
    '/mydir/..%5ca',
    '/mydir/%2E%2E%2Fa',
  ]) {
    assert.ok(!allows(rule, `https://example.com${path}`), path)
  }
})
