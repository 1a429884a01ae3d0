import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, beforeEach, test } from 'node:test'
import { PortalError } from '@callboard/sdk'
import type { SourceFile } from '../ingest/types.ts'
import { readerFor } from './reader-for-tests.ts'
import type { Reader } from './types.ts'

const top = mkdtempSync(join(tmpdir(), 'callboard-read-'))
after(() => rmSync(top, { recursive: true, force: true }))

let folder: string
let outside: string
let reader: Reader
let count = 0
beforeEach(() => {
  folder = join(top, `case-${count++}`, 'catalog')
  outside = join(folder, '..', 'outside')
  mkdirSync(folder, { recursive: true })
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret.yaml'), 'secret: 1')
  reader = readerFor({ fileRoots: [folder], trustedFolders: [folder] })
})

function at(path: string, text: string | Uint8Array = 'kind: Component\n'): string {
  const full = join(folder, path)
  mkdirSync(join(full, '..'), { recursive: true })
  writeFileSync(full, text)
  return full
}

async function read(target: string, etag: string | null = null): Promise<SourceFile | 'unchanged'> {
  return await reader.read({ type: 'file', target }, { etag })
}

async function fails(target: string, code: string, message: RegExp): Promise<void> {
  await assert.rejects(read(target), (error: PortalError) => {
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  })
}

test('a file that did not change is not read again', async () => {
  const path = at('a.yaml')
  const first = await read(path)
  assert.ok(first !== 'unchanged')
  assert.equal(first.text, 'kind: Component\n')
  assert.equal(await read(path, first.etag), 'unchanged')
  writeFileSync(path, 'kind: API\n')
  utimesSync(path, 1, 1)
  const next = await read(path, first.etag)
  assert.ok(next !== 'unchanged' && next.text === 'kind: API\n' && next.etag !== first.etag)
})

test('a missing file, a folder, a pipe, a zero byte in the name each say what they are', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')])
  await fails(join(folder, 'none.yaml'), 'not_found', /^file .*none\.yaml does not exist$/)
  await fails(join(at('a.yaml'), 'below.yaml'), 'not_found', /does not exist/)
  await fails(folder, 'input', /it is a folder/)
  await fails(join(folder, 'pipe'), 'input', /not a regular file/)
  await fails('/dev/zero', 'input', /not a regular file/)
  await fails('a\0b', 'input', /zero byte/)
})

test('a file without the right to read it says so', { skip: process.getuid?.() === 0 }, async () => {
  const path = at('closed.yaml')
  chmodSync(path, 0)
  await fails(path, 'forbidden', /permission denied/)
})

test('a symbolic link may stay below the folder and may not leave it', async () => {
  at('..data/real.yaml')
  symlinkSync('..data/real.yaml', join(folder, 'mounted.yaml'))
  assert.ok((await read(join(folder, 'mounted.yaml'))) !== 'unchanged')

  symlinkSync(join(outside, 'secret.yaml'), join(folder, 'out.yaml'))
  await fails(join(folder, 'out.yaml'), 'forbidden', /symbolic link that leads out of its folder/)
  symlinkSync(outside, join(folder, 'out'))
  await fails(join(folder, 'out', 'secret.yaml'), 'forbidden', /leads out of its folder/)
  symlinkSync('circle.yaml', join(folder, 'circle.yaml'))
  await fails(join(folder, 'circle.yaml'), 'upstream_failed', /circle/)
  symlinkSync('nowhere.yaml', join(folder, 'dangling.yaml'))
  await fails(join(folder, 'dangling.yaml'), 'not_found', /does not exist/)
})

test('a folder that is itself reached by a symbolic link is fine', async () => {
  at('a.yaml')
  const link = join(folder, '..', 'current')
  symlinkSync(folder, link)
  reader = readerFor({ trustedFolders: [link] })
  assert.ok((await read(join(link, 'a.yaml'))) !== 'unchanged')
})

test('ten megabytes of nonsense are refused, and so is what is not text', async () => {
  const huge = at('huge.yaml', Buffer.alloc(10_000_001, 'a'))
  await fails(huge, 'too_large', /has 10 MB and the limit is 10 MB/)
  await fails(at('binary.yaml', Uint8Array.of(1, 0, 2)), 'input', /is not text/)
})

test('byte-order marks, UTF-16 and old Latin-1 letters are read', async () => {
  const texts = [
    at('bom.yaml', Buffer.from('\ufeffkind: A')),
    at('utf16.yaml', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('kind: A', 'utf16le')])),
    at('latin.yaml', Buffer.from('kind: A', 'latin1')),
  ]
  for (const path of texts) {
    const file = await read(path)
    assert.equal(file !== 'unchanged' && file.text, 'kind: A')
  }
})

test('a relative target is tried in each root, in order', async () => {
  at('second/packages/backend/only.yaml', 'kind: Second')
  at('first/both.yaml', 'kind: First')
  at('second/both.yaml', 'kind: Second')
  const roots = ['first', 'second', 'second/packages/backend'].map((name) => join(folder, name))
  reader = readerFor({ fileRoots: roots, trustedFolders: [folder] })
  const [both, only] = [await read('both.yaml'), await read('only.yaml')]
  assert.ok(both !== 'unchanged' && both.text === 'kind: First')
  assert.equal(both.location.target, 'both.yaml')
  assert.ok(only !== 'unchanged' && only.text === 'kind: Second')
})

test('patterns give sorted files, and say nothing of what does not match', async () => {
  for (const path of ['b/x.yaml', 'a/x.yaml', 'a/c/x.yaml', 'a/y.yaml', '.git/x.yaml']) at(path)
  const found = await reader.expand({ type: 'file', target: `${folder}/**/x.yaml` })
  assert.deepEqual(
    found.map(({ target }) => target.slice(folder.length + 1)),
    ['a/c/x.yaml', 'a/x.yaml', 'b/x.yaml'],
  )
  assert.deepEqual(await reader.expand({ type: 'file', target: '{a,b}/x.yaml' }), [
    { type: 'file', target: 'a/x.yaml' },
    { type: 'file', target: 'b/x.yaml' },
  ])
  assert.deepEqual(await reader.expand({ type: 'file', target: '*/none.yaml' }), [])
  assert.deepEqual(await reader.expand({ type: 'file', target: 'none.yaml' }), [
    { type: 'file', target: 'none.yaml' },
  ])
})

test('a file whose name looks like a pattern is that file', async () => {
  at('[id].yaml')
  assert.deepEqual(await reader.expand({ type: 'file', target: '[id].yaml' }), [
    { type: 'file', target: '[id].yaml' },
  ])
  assert.ok((await read('[id].yaml')) !== 'unchanged')
})

test('patterns neither follow links out of the folder nor run in circles', async () => {
  at('a/x.yaml')
  symlinkSync('..', join(folder, 'a', 'up'))
  symlinkSync(outside, join(folder, 'out'))
  symlinkSync(join(outside, 'secret.yaml'), join(folder, 'a', 'link.yaml'))
  const found = await reader.expand({ type: 'file', target: `${folder}/**/*.yaml` })
  const names = found.map(({ target }) => target.slice(folder.length + 1))
  assert.deepEqual(names, ['a/link.yaml', 'a/x.yaml'])
  assert.deepEqual(await reader.expand({ type: 'file', target: `${folder}/out/*.yaml` }), [
    { type: 'file', target: `${folder}/out/secret.yaml` },
  ])
  await fails(`${folder}/out/secret.yaml`, 'forbidden', /leads out/)
  assert.deepEqual(await reader.expand({ type: 'file', target: `${folder}/*/secret.yaml` }), [])
})

test('a pattern that would look at too much is refused', async () => {
  for (let index = 0; index < 20; index++) at(`n${index}.yaml`)
  const limits = { maxBytes: 1000, timeoutMs: 1000, maxRedirects: 5, maxGlobEntries: 10 }
  reader = readerFor({ limits })
  await assert.rejects(reader.expand({ type: 'file', target: `${folder}/*.yaml` }), /too many files/)
})

test('many files are read in order and a failure is a value', async () => {
  const targets = Array.from({ length: 250 }, (_, index) => at(`f${index}.yaml`, `kind: K${index}`))
  targets.splice(100, 0, join(folder, 'none.yaml'))
  const items = targets.map((target) => ({ location: { type: 'file', target }, etag: null }))
  const first = await reader.readMany(items)
  assert.equal(first.length, 251)
  assert.ok(first[100] instanceof PortalError && first[100].code === 'not_found')
  const last = first[250]
  assert.ok(last && last !== 'unchanged' && !(last instanceof PortalError) && last.text === 'kind: K249')

  const known = first.map((file, index) => ({
    location: { type: 'file', target: targets[index] ?? '' },
    etag: file === 'unchanged' || file instanceof PortalError ? null : file.etag,
  }))
  const again = await reader.readMany(known)
  assert.equal(again.filter((file) => file === 'unchanged').length, 250)
})

test('reading stops when asked to', async () => {
  await assert.rejects(
    reader.readMany([{ location: { type: 'file', target: at('a.yaml') }, etag: null }], AbortSignal.abort()),
    { name: 'AbortError' },
  )
})
