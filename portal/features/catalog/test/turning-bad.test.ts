/**
 * Good files turn bad in every way we know, at once, beside one that stays good: the last good entities stay,
 * each problem is shown on its entity, nothing else changes; mended, the problems go. The whole portal, over
 * HTTP, with real files, a real web server and a real database.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type FilesHost, type HostedFile, startFilesHost } from '../../../testing/files-host.ts'
import { startTestPortal, type TestPortal } from '../../../testing/start-test-portal.ts'

interface Entity {
  kind: string
  metadata: { name: string; etag: string }
  status?: { items: { level: string; message: string }[] }
}

const good = (name: string) =>
  `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ${name} }
spec: { type: service, lifecycle: production, owner: team-a }
`
const laughs = (name: string) => `a0: &a0 [x,x,x,x,x,x,x,x,x]
${Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`).join('\n')}
${good(name)}`

const folder = mkdtempSync(join(tmpdir(), 'callboard-bad-'))
const catalog = join(folder, 'catalog')
mkdirSync(catalog)
let host: FilesHost
let other: FilesHost
let portal: TestPortal

/** What becomes of the content of a file, wherever it is served from, and the words that must be shown. */
const contents: Record<string, [text: (name: string) => string, shown: RegExp]> = {
  'yaml-error': [() => 'kind: Component\n  bad: indentation: here\n', /YAML|mapping|indent/i],
  'unknown-kind': [(name) => good(name).replace('Component', 'component'), /kind/i],
  'missing-owner': [(name) => good(name).replace(', owner: team-a', ''), /owner/],
  laughs: [laughs, /alias/i],
  nonsense: [() => 'a'.repeat(10_500_000), /larger than the limit|limit is/],
}

const served = (): Record<string, [HostedFile, RegExp]> => ({
  'endless-redirect': [{ redirect: '/endless-redirect.yaml' }, /redirects in a circle/],
  'foreign-redirect': [{ redirect: `${other.url}/a.yaml` }, /is not allowed/],
  'status-404': [{ status: 404 }, /no matching files found/],
  'status-500': [{ status: 500 }, /answered 500/],
  timeout: [{ hang: true }, /did not answer within/],
  'wrong-type': [{ body: '<html>sign in</html>', contentType: 'text/html' }, /expected YAML/],
  'gzip-bomb': [{ nonsenseBytes: 200_000_000, gzip: true }, /larger than the limit/],
})

const onDisk: Record<string, [act: (path: string) => void, shown: RegExp]> = {
  'link-out': [(path) => symlinkSync(join(folder, 'outside.yaml'), path), /leads out of its folder/],
  pipe: [(path) => void execFileSync('mkfifo', [path]), /not a regular file/],
}

before(async () => {
  const names = [...Object.keys(contents), 'neighbour']
  host = await startFilesHost()
  other = await startFilesHost({ '/a.yaml': good('stolen') })
  for (const name of [...names, ...Object.keys(served())]) host.set(`/${name}.yaml`, good(`web-${name}`))
  for (const name of [...names, ...Object.keys(onDisk)]) writeFileSync(file(name), good(`disk-${name}`))
  writeFileSync(join(folder, 'outside.yaml'), good('outside'))
  const urls = [...names, ...Object.keys(served())].map((name) => `      - ./${name}.yaml\n`).join('')
  host.set(
    '/all.yaml',
    `apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: { name: all }\nspec:\n  targets:\n${urls}`,
  )
  portal = await startTestPortal({
    backend: { reading: { allow: [{ host: host.host }], timeout: { milliseconds: 500 } } },
    catalog: {
      rules: [{ allow: ['Component', 'Location'] }],
      locations: [
        { type: 'url', target: `${host.url}/all.yaml` },
        { type: 'file', target: `${catalog}/*.yaml` },
      ],
    },
  })
})
after(async () => {
  await portal?.close()
  await Promise.all([host?.close(), other?.close()])
  rmSync(folder, { recursive: true, force: true })
})

const file = (name: string) => join(catalog, `${name}.yaml`)

async function components(): Promise<Map<string, Entity>> {
  const list = await portal.json<Entity[]>('/api/catalog/entities?filter=kind=component')
  return new Map(list.map((entity) => [entity.metadata.name, entity]))
}

/** Reads both sources again, and waits until the catalog is as it should be. */
async function refreshUntil(
  isDone: (entities: Map<string, Entity>) => string | null,
): Promise<Map<string, Entity>> {
  for (const name of ['web-neighbour', 'disk-neighbour']) {
    await portal.post('/api/catalog/refresh', { entityRef: `component:default/${name}` })
  }
  let entities = new Map<string, Entity>()
  await portal.until(async () => {
    entities = await components()
    return isDone(entities)
  })
  return entities
}

const statusOf = (entity: Entity | undefined) =>
  (entity?.status?.items ?? []).map((item) => item.message).join('; ')

test('whatever becomes of a file, its last good entity stays, with the problem, until it is mended', async () => {
  const expected = new Map<string, RegExp>([
    ...Object.entries(contents).map(([name, [, shown]]): [string, RegExp] => [`web-${name}`, shown]),
    ...Object.entries(contents).map(([name, [, shown]]): [string, RegExp] => [`disk-${name}`, shown]),
    ...Object.entries(served()).map(([name, [, shown]]): [string, RegExp] => [`web-${name}`, shown]),
    ...Object.entries(onDisk).map(([name, [, shown]]): [string, RegExp] => [`disk-${name}`, shown]),
  ])
  const all = expected.size + 2
  const first = await refreshUntil((now) =>
    now.size === all ? null : `${now.size} of ${all} entities arrived`,
  )
  for (const entity of first.values()) assert.equal(statusOf(entity), '', entity.metadata.name)

  for (const [name, [text]] of Object.entries(contents)) {
    host.set(`/${name}.yaml`, text(`web-${name}`))
    writeFileSync(file(name), text(`disk-${name}`))
  }
  for (const [name, [broken]] of Object.entries(served())) host.set(`/${name}.yaml`, broken)
  for (const [name, [act]] of Object.entries(onDisk)) {
    unlinkSync(file(name))
    act(file(name))
  }
  const broken = await refreshUntil((now) => {
    for (const [name, shown] of expected) {
      if (!now.has(name)) return `${name} is gone`
      if (!shown.test(statusOf(now.get(name)))) return `${name} shows "${statusOf(now.get(name))}"`
    }
    return null
  })
  for (const name of ['web-neighbour', 'disk-neighbour']) {
    assert.equal(statusOf(broken.get(name)), '', name)
    assert.equal(broken.get(name)?.metadata.etag, first.get(name)?.metadata.etag)
  }
  assert.ok(!broken.has('outside') && !broken.has('stolen'))

  for (const name of [...Object.keys(contents), ...Object.keys(served())]) {
    host.set(`/${name}.yaml`, good(`web-${name}`))
  }
  for (const name of [...Object.keys(contents), ...Object.keys(onDisk)]) {
    rmSync(file(name), { recursive: true })
    writeFileSync(file(name), good(`disk-${name}`))
  }
  const mended = await refreshUntil((now) => {
    for (const name of expected.keys()) if (statusOf(now.get(name))) return `${name} still shows a problem`
    return null
  })
  assert.equal(mended.size, all)
  for (const [name, entity] of mended) {
    assert.equal(entity.metadata.etag, first.get(name)?.metadata.etag, `${name} is what it was`)
  }
})
