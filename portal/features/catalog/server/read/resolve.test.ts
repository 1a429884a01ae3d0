import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readerFor } from './reader-for-tests.ts'
import { wellKnownHosts } from './scm-url.ts'
import type { KnownHost } from './types.ts'

const hosts: KnownHost[] = [
  ...wellKnownHosts,
  { kind: 'github', host: 'ghe.example.com' },
  { kind: 'gitea', host: 'gitea.example.com' },
  { kind: 'bitbucketServer', host: 'bitbucket.example.com' },
  { kind: 'gitlab', host: 'gitlab.example.com' },
]
const reader = readerFor({ hosts, fileRoots: ['/srv'], trustedFolders: ['/srv/catalog'] })

function resolve(base: string, relative: string): string {
  return reader.resolve({ type: 'url', target: base }, relative).target
}

test('a path in a file of a git host is resolved as the host writes it', () => {
  const github = 'https://github.com/o/r/blob/main/a/catalog-info.yaml'
  assert.equal(resolve(github, './b.yaml'), 'https://github.com/o/r/tree/main/a/b.yaml')
  assert.equal(resolve(github, '../b.yaml'), 'https://github.com/o/r/tree/main/b.yaml')
  assert.equal(resolve(github, '/docs/b.yaml'), 'https://github.com/o/r/tree/main/docs/b.yaml')
  assert.equal(resolve(github, '../../../../evil/r/b.yaml'), 'https://github.com/o/r/tree/main/evil/r/b.yaml')
  assert.equal(resolve(github, './*/b.yaml'), 'https://github.com/o/r/tree/main/a/*/b.yaml')
  assert.equal(resolve(github, 'a b.yaml'), 'https://github.com/o/r/tree/main/a/a%20b.yaml')
  assert.equal(resolve(github, 'https://x.org/y.yaml'), 'https://x.org/y.yaml')

  const gitlab = 'https://gitlab.com/g/s/p/-/blob/main/a/c.yaml'
  assert.equal(resolve(gitlab, '/b.yaml'), 'https://gitlab.com/g/s/p/-/blob/main/b.yaml')
  const azure = 'https://dev.azure.com/o/p/_git/r?path=%2Fa%2Fc.yaml&version=GBmain'
  const resolved = new URL(resolve(azure, './b.yaml'))
  assert.equal(resolved.searchParams.get('path'), '/a/b.yaml')
  assert.equal(resolved.searchParams.get('version'), 'GBmain')
  const server = 'https://bitbucket.example.com/projects/P/repos/r/browse/a/c.yaml?at=main'
  const below = 'https://bitbucket.example.com/projects/P/repos/r/browse/b.yaml?at=main'
  assert.equal(resolve(server, '../b.yaml'), below)
})

test('a path in a file of a plain host is resolved as any web page does', () => {
  assert.equal(resolve('https://x.org/a/c.yaml', './b.yaml'), 'https://x.org/a/b.yaml')
  assert.equal(resolve('https://x.org/a/c.yaml', '/b.yaml'), 'https://x.org/b.yaml')
  assert.throws(() => resolve('https://x.org/a/c.yaml', '//['), /could not form a URL out of/)
})

test('targets of a file are kept unless they start with a dot; includes stay in the folder', () => {
  const base = { type: 'file', target: '/srv/catalog/a/all.yaml' }
  const target = (relative: string) => reader.resolve(base, relative, 'target').target
  assert.equal(target('./b.yaml'), '/srv/catalog/a/b.yaml')
  assert.equal(target('../../b.yaml'), '/srv/b.yaml')
  assert.equal(target('examples/b.yaml'), 'examples/b.yaml')

  const include = (relative: string) => reader.resolve(base, relative).target
  assert.equal(include('api.json'), '/srv/catalog/a/api.json')
  assert.equal(include('../b/api.json'), '/srv/catalog/b/api.json')
  assert.throws(() => include('../../secret'), /outside of the folder/)
  assert.throws(() => include('/etc/passwd'), /outside of the folder/)
  assert.deepEqual(reader.resolve(base, 'https://x.org/y'), { type: 'url', target: 'https://x.org/y' })
})

test('links lead to where a person sees and edits the file', () => {
  const links = (target: string) => reader.links({ type: 'url', target })
  assert.deepEqual(links('https://github.com/o/r/blob/main/a/c.yaml'), {
    view: 'https://github.com/o/r/blob/main/a/c.yaml',
    edit: 'https://github.com/o/r/edit/main/a/c.yaml',
    source: 'url:https://github.com/o/r/tree/main/a/',
  })
  assert.deepEqual(links('https://ghe.example.com/o/r/tree/main/c.yaml'), {
    view: 'https://ghe.example.com/o/r/tree/main/c.yaml',
    edit: 'https://ghe.example.com/o/r/edit/main/c.yaml',
    source: 'url:https://ghe.example.com/o/r/tree/main/',
  })
  const sha = 'a'.repeat(40)
  assert.equal(links(`https://github.com/o/r/blob/${sha}/c.yaml`).edit, undefined)
  assert.equal(
    links('https://gitlab.example.com/g/p/-/blob/main/c.yaml').edit,
    'https://gitlab.example.com/g/p/-/edit/main/c.yaml',
  )
  assert.equal(
    links('https://gitea.example.com/o/r/src/branch/main/c.yaml').edit,
    'https://gitea.example.com/o/r/_edit/main/c.yaml',
  )
  assert.equal(
    links('https://bitbucket.org/w/r/src/main/c.yaml').edit,
    'https://bitbucket.org/w/r/src/main/c.yaml?mode=edit&spa=0&at=main',
  )
  assert.deepEqual(links('https://raw.githubusercontent.com/o/r/main/c.yaml'), {
    view: 'https://raw.githubusercontent.com/o/r/main/c.yaml',
  })
  assert.deepEqual(links('javascript:alert(1)'), {})
  assert.deepEqual(reader.links({ type: 'file', target: '/a.yaml' }), {})
})
