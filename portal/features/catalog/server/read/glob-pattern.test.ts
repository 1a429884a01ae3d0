import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileGlob, globBase, matchesGlob } from './glob-pattern.ts'

function fits(pattern: string, path: string): boolean {
  return matchesGlob(compileGlob(pattern), path)
}

test('wildcards match as a shell does', () => {
  for (const [pattern, path, expected] of [
    ['*.yaml', 'a.yaml', true],
    ['*.yaml', 'a/b.yaml', false],
    ['**/*.yaml', 'b.yaml', true],
    ['**/*.yaml', 'a/b/c.yaml', true],
    ['a/**', 'a/b/c.yaml', true],
    ['a/**', 'b/c.yaml', false],
    ['a/**/z.yaml', 'a/z.yaml', true],
    ['a/**/b/**/z.yaml', 'a/x/b/y/y/z.yaml', true],
    ['a/*/z.yaml', 'a/b/z.yaml', true],
    ['a/*/z.yaml', 'a/b/c/z.yaml', false],
    ['?.yaml', 'a.yaml', true],
    ['?.yaml', 'ab.yaml', false],
    ['[a-c].yaml', 'b.yaml', true],
    ['[!a-c].yaml', 'b.yaml', false],
    ['{a,b/c}.yaml', 'b/c.yaml', true],
    ['x{1..3}.yaml', 'x2.yaml', true],
    ['{a,{b,c}}.yaml', 'c.yaml', true],
    ['a{b.yaml', 'a{b.yaml', true],
    ['*a*b*c', 'xxaxxbxxc', true],
    ['*a*b*c', 'xxaxxbxx', false],
    ['\\*.yaml', '*.yaml', true],
    ['\\*.yaml', 'a.yaml', false],
  ] as const) {
    assert.equal(fits(pattern, path), expected, `${pattern} on ${path}`)
  }
})

test('hidden files and folders want a pattern with the dot', () => {
  assert.equal(fits('*', '.git'), false)
  assert.equal(fits('**/config', '.git/config'), false)
  assert.equal(fits('.*', '.git'), true)
})

test('the base of a pattern is the folder before the first wildcard', () => {
  assert.equal(globBase('/srv/catalog/*/x.yaml'), '/srv/catalog')
  assert.equal(globBase('*/x.yaml'), '')
  assert.equal(globBase('/srv/x.yaml'), '/srv')
})

test('a hostile pattern costs little', () => {
  const started = performance.now()
  assert.equal(fits('*a'.repeat(100), 'a'.repeat(2000).concat('b')), false)
  assert.throws(() => compileGlob('{a,b}'.repeat(15)), /too many alternatives/)
  assert.throws(() => compileGlob('{'.repeat(900)), /too long/)
  assert.throws(() => compileGlob('@(a|b).yaml'), /extended glob/)
  assert.ok(performance.now() - started < 500)
})
