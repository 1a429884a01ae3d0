import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { startProduct, until } from '../testing/product.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

/**
 * Every real catalog file and template, named by one Location with globs. What must come out is counted here with
 * nothing but a YAML parser: each ref found this way is in the catalog, or its file has a problem that says why.
 */
const corpus = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared', 'corpus')
const absent = !existsSync(corpus) && 'corpus absent'
if (absent) console.log('corpus absent: real catalogs were not ingested')

type Counted = Map<string, { kind: string; files: Set<string> }>

function countIndependently(): Counted {
  const refs: Counted = new Map()
  for (const file of globSync('{catalog,templates}/**/*.{yaml,yml}', { cwd: corpus })) {
    if (file.split('/').some((part) => part.startsWith('.'))) continue
    for (const document of documentsOf(join(corpus, file))) {
      const { kind, metadata } = (document ?? {}) as {
        kind?: unknown
        metadata?: { name?: unknown; namespace?: unknown }
      }
      if (typeof kind !== 'string' || typeof metadata?.name !== 'string') continue
      const ref = `${kind}:${metadata.namespace ?? 'default'}/${metadata.name}`.toLowerCase()
      const known = refs.get(ref) ?? { kind, files: new Set() }
      refs.set(ref, known)
      known.files.add(join(corpus, file))
    }
  }
  return refs
}

function documentsOf(file: string): unknown[] {
  try {
    return parseAllDocuments(readFileSync(file, 'utf8'), { logLevel: 'silent' })
      .filter((document) => document.errors.length === 0)
      .map((document) => document.toJS())
  } catch {
    return []
  }
}

type Entity = { kind: string; metadata: { name: string; namespace: string } }
type Problem = {
  severity: string
  name: string
  line: number | null
  message: string
  file: string | null
  location: string | null
}
type Page = { items: Problem[]; pageInfo: { nextCursor?: string } }

test('the whole corpus goes in by one Location, and nothing is silently missing', {
  skip: absent,
  timeout: 120_000,
}, async (t) => {
  const expected = countIndependently()
  const dataDir = temporaryFolder('corpus')
  const targets = ['yaml', 'yml'].map((end) => `${corpus}/{catalog,templates}/**/*.${end}`)
  writeFileSync(
    join(dataDir, 'all.yaml'),
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Location',
      metadata: { name: 'corpus' },
      spec: { targets },
    }),
  )
  const kinds = [
    ...new Set([...expected.values()].map((entry) => entry.kind).filter((kind) => /^[A-Za-z]+$/.test(kind))),
  ]
  const portal = await startProduct({
    dataDir,
    config: {
      backend: { database: { client: 'better-sqlite3', connection: ':memory:' } },
      auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
      catalog: {
        rules: [{ allow: kinds }],
        locations: [{ type: 'file', target: join(dataDir, 'all.yaml') }],
      },
    },
  })
  t.after(() => portal.stop())
  await until(async () => (await portal.metric('catalog_scan_duration_seconds_count')) >= 1, 60_000, 250)

  const found = new Set<string>()
  const byKind: Record<string, number> = {}
  for (const { kind, metadata } of await portal.json<Entity[]>(
    '/api/catalog/entities?fields=kind,metadata.name,metadata.namespace',
  )) {
    found.add(`${kind}:${metadata.namespace}/${metadata.name}`.toLowerCase())
    byKind[kind] = (byKind[kind] ?? 0) + 1
  }
  const problems = await allProblems(portal)
  const inProblem = new Set(problems.flatMap(({ file, location }) => [file, location?.replace(/^file:/, '')]))
  const missing = [...expected].filter(([ref]) => !found.has(ref))
  const unexplained = missing.filter(([, { files }]) => ![...files].every((file) => inProblem.has(file)))
  const invented = [...found].filter(
    (ref) => !expected.has(ref) && !/^location:default\/(generated-|corpus$)/.test(ref),
  )

  console.log(`${found.size} entities by kind: ${JSON.stringify(byKind)}`)
  console.log(
    `${expected.size} refs counted with a YAML parser alone; ${missing.length} refused, each with a problem; ${problems.length} problems in all`,
  )
  assert.deepEqual(
    unexplained.map(([ref, { files }]) => [ref, ...files]),
    [],
  )
  assert.deepEqual(invented, [])
  assert.ok(problems.every((problem) => problem.message.length > 0 && (problem.file ?? problem.location)))
  const placeless = problems.filter(({ name, line }) => name === 'ConflictError' && line === null)
  assert.deepEqual(placeless, [], 'a conflict names the line of the document that waits')
  assert.doesNotMatch(portal.log(), /"level":"error"/)
})

async function allProblems(portal: { json<T>(path: string): Promise<T> }): Promise<Problem[]> {
  const all: Problem[] = []
  let cursor: string | undefined
  do {
    const page: Page = await portal.json(
      `/api/catalog/problems?limit=500${cursor ? `&cursor=${cursor}` : ''}`,
    )
    all.push(...page.items)
    cursor = page.pageInfo.nextCursor && encodeURIComponent(page.pageInfo.nextCursor)
  } while (cursor)
  return all
}
