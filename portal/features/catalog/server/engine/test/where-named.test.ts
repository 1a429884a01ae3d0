/** What cannot be read is told at the line that names it. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { PortalError } from '@callboard/sdk'
import type { Problem } from '@callboard/sdk/model'
import { forEachDatabase, silentLog } from '../../../../../testing/databases.ts'
import { engineSettings } from '../index.ts'
import { component, configOf, smallCatalog } from './small-catalog.ts'

const bad = `# A Location that leads to nothing good
apiVersion: backstage.io/v1alpha1
kind: Location
metadata:
  name: bad
spec:
  targets:
    - ./good.yaml
    - ./missing.yaml
    - ./nothing/**/*.yaml
    - ./binary.yaml
    - ./missing.yaml
---
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: { name: urls }
spec:
  type: url
  target: https://nowhere.example/catalog-info.yaml
  targets: [https://nowhere.example/**/catalog-info.yaml]
`

const files = { 'bad.yaml': bad, 'good.yaml': component('good'), 'binary.yaml': 'a: \u0000' }

/** One line a problem: where it is told, and what it says. */
const lines = (
  problems: { line: number | null; column: number | null; message: string; hint: string | null }[],
) =>
  problems.map(({ line, column, message, hint }) => {
    assert.ok(hint, `"${message}" has a hint`)
    return `${line}:${column} ${/is not text|does not exist|no matching files|Unsupported search pattern|is not allowed/.exec(message)}`
  })

const told = [
  '9:7 does not exist',
  '10:7 no matching files',
  '11:7 is not text',
  '19:3 is not allowed',
  '20:13 Unsupported search pattern',
]

forEachDatabase((_name, open) => {
  const start = (more: Record<string, string> = {}) =>
    smallCatalog(open, {
      files: { ...files, ...more },
      catalog: { locations: [{ type: 'file', target: './bad.yaml' }] },
    })
  type Row = { file: string; line: number; column: number; message: string; hint: string }

  test('a target that cannot be read is a problem of the line that names it, and moves with it', async () => {
    const catalog = await start()
    const read = () =>
      catalog.db.all<Row>(
        'select file, line, "column", message, hint from catalog_problems order by line, message',
      )
    await catalog.scan()
    assert.deepEqual(lines(await read()), told)
    const files = new Set((await read()).map(({ file }) => file))
    assert.deepEqual([...files], [join(catalog.folder, 'bad.yaml')])

    const [revision, written] = [await catalog.revision(), await catalog.history('location:default/bad')]
    await catalog.scan()
    assert.equal(await catalog.revision(), revision, 'the same again writes nothing')

    catalog.write({ 'bad.yaml': `# One line more\n${bad}` })
    await catalog.scan()
    const moved = told.map((line) => line.replace(/^\d+/, (number) => String(Number(number) + 1)))
    assert.deepEqual(lines(await read()), moved)
    assert.deepEqual(await catalog.history('location:default/bad'), written, 'a moved line is no new version')

    catalog.write({ 'missing.yaml': component('found') })
    await catalog.scan()
    assert.equal((await read()).length, told.length - 1)
  })

  test('a target of the config is told at its line of the config', async () => {
    const catalog = await smallCatalog(open, {
      catalog: { locations: [{ type: 'file', target: './missing.yaml' }] },
    })
    await catalog.scan()
    assert.deepEqual(await catalog.db.all('select file, line, "column" from catalog_problems'), [
      { file: 'app-config.yaml', line: 12, column: 7 },
    ])
  })

  test('a registered target that cannot be read has no line: no file names it', async () => {
    const catalog = await smallCatalog(open, { catalog: { locations: [] } })
    const target = 'https://nowhere.example/catalog-info.yaml'
    await catalog.engine.addLocation({ type: 'url', target }, 'user:default/ada')
    await catalog.scan()
    assert.deepEqual(await catalog.db.all('select file, line, "column" from catalog_problems'), [
      { file: target, line: null, column: null },
    ])
  })

  test('a target that a provider gives has no line either', async () => {
    const catalog = await smallCatalog(open, { catalog: { locations: [] } })
    const at = 'url:https://org.example/repositories'
    const annotations = {
      'backstage.io/managed-by-location': at,
      'backstage.io/managed-by-origin-location': at,
    }
    const target = 'https://nowhere.example/catalog-info.yaml'
    const metadata = { name: 'found', annotations }
    const entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Location',
      metadata,
      spec: { type: 'url', target },
    }
    await catalog.engine.provider('org').applyMutation({ type: 'full', entities: [{ entity }] })
    await catalog.scan()
    assert.deepEqual(await catalog.db.all('select file, line, "column" from catalog_problems'), [
      { file: target, line: null, column: null },
    ])
  })

  test('a dry run tells the same lines', async () => {
    const catalog = await start()
    const target = { type: 'file', target: join(catalog.folder, 'bad.yaml'), presence: 'required' } as const
    const refusal = await catalog.engine.dryRun(target).catch((thrown: unknown) => thrown)
    assert.ok(refusal instanceof PortalError)
    const problems = refusal.details.problems as Problem[]
    const rows = problems.map(({ at, message, hint }) => ({
      ...{ line: at?.line ?? null, column: at?.column ?? null },
      ...{ message, hint: hint ?? null },
    }))
    assert.deepEqual(lines(rows.toSorted((a, b) => a.line! - b.line!)), told)
  })

  test('a conflict is told at the line on which its document stands now', async () => {
    const catalog = await smallCatalog(open, {
      files: { 'one.yaml': component('shop', '  system: one'), 'two.yaml': component('shop') },
      catalog: {
        locations: [
          { type: 'file', target: './one.yaml' },
          { type: 'file', target: './two.yaml' },
        ],
      },
    })
    const line = async () => (await catalog.problems())[0]?.line
    await catalog.scan()
    assert.equal(await line(), 1)
    catalog.write({ 'two.yaml': `# Two\n# lines\n${component('shop')}` })
    await catalog.scan()
    assert.equal(await line(), 3)
    catalog.write({ 'one.yaml': component('shop', '  system: other') })
    await catalog.scan()
    assert.equal(await line(), 3, 'also when only the winner is read anew')
  })
})

test('a source of the environment has a name and no line; a registered one has neither', () => {
  const config = configOf({ catalog: { locations: [{ type: 'url', target: 'https://host/a.yaml' }] } })
  const origin = () => ({ file: 'environment', line: 0, column: 0 })
  const settings = engineSettings({ ...config, origin }, { cwd: '/', log: silentLog })
  const source = { type: 'url', target: 'https://host/a.yaml' }
  assert.deepEqual(settings.namedAt({ ...source, kind: 'config' }), { file: 'environment' })
  assert.equal(settings.namedAt({ ...source, kind: 'registered' }), undefined)
})
