/**
 * Runs every YAML file of some folders through the catalog's parse and process, counts the entities by kind,
 * has tools/count-corpus.py count the entity documents by itself, and explains each difference.
 *
 *     node tools/count-corpus.ts ../shared/corpus/catalog ../shared/corpus/templates
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { processFile, type Rules } from '../portal/features/catalog/server/ingest/index.ts'
import { createReader } from '../portal/features/catalog/server/read/reader.ts'

interface Counted {
  kinds: { [kind: string]: number }
  documents: [file: string, line: number, kind: string, name: string | null][]
  broken: [file: string, line: number, reason: string][]
}

type Finding = { file: string; line: number; kind: string; reason: string }

const folders = process.argv.slice(2).map((folder) => resolve(folder))
const everything: Rules = { isAllowed: () => true }
const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log }

if (folders.length === 0) {
  console.error('usage: node tools/count-corpus.ts <folder> …')
  process.exit(2)
}
const independent = countIndependently()
const engine = await countWithEngine()
report(independent, engine)

function countIndependently(): Counted {
  const script = join(import.meta.dirname, 'count-corpus.py')
  const run = spawnSync('python3', [script, ...folders], { encoding: 'utf8', maxBuffer: 1e9 })
  if (run.status === 0) return JSON.parse(run.stdout) as Counted
  console.error(
    `python3 with PyYAML is needed for the independent count: ${run.stderr || run.error?.message}`,
  )
  process.exit(1)
}

/** Entities and problems, found by `file:line`. */
async function countWithEngine() {
  const entities = new Map<string, string>()
  const problems: Finding[] = []
  const limits = { maxBytes: 10_000_000, timeoutMs: 5_000, maxRedirects: 5, maxGlobEntries: 100_000 }
  const settings = { allow: [], github: [], hosts: [], fileRoots: folders, trustedFolders: folders, limits }
  const reader = createReader(settings, { fetch, log })
  for (const file of folders.flatMap(yamlFiles).sort()) {
    const location = { type: 'file', target: file }
    const source = { location, text: readFileSync(file, 'utf8'), etag: null, revision: null }
    const result = await processFile({ reader, rules: everything, origin: location }, source)
    for (const { line, entity } of result.entities) entities.set(`${file}:${line}`, entity.kind)
    for (const { at, message } of result.problems) {
      problems.push({ file, line: at?.line ?? 1, kind: '', reason: message })
    }
  }
  return { entities, problems }
}

/** Hidden folders too: a glob leaves them out, the independent count does not. */
function yamlFiles(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => join(folder, name))
}

function report(counted: Counted, { entities, problems }: Awaited<ReturnType<typeof countWithEngine>>): void {
  const missing = counted.documents
    .filter(([file, line]) => !entities.has(`${file}:${line}`))
    .map(([file, line, kind]) => ({ file, line, kind, reason: reasonFor(file, line) }))
  const known = new Set(counted.documents.map(([file, line]) => `${file}:${line}`))
  const extra = [...entities].filter(([place]) => !known.has(place))

  const kinds = new Map<string, { independent: number; engine: number }>()
  const row = (kind: string) => {
    const found = kinds.get(kind) ?? { independent: 0, engine: 0 }
    kinds.set(kind, found)
    return found
  }
  for (const [kind, count] of Object.entries(counted.kinds)) row(kind).independent = count
  for (const kind of entities.values()) row(kind).engine += 1
  console.table(Object.fromEntries([...kinds].sort((a, b) => b[1].independent - a[1].independent)))
  console.log(
    `${counted.documents.length} entity documents, ${entities.size} entities, ${missing.length} refused, ${extra.length} only in the engine`,
  )
  console.log('\nRefused, by reason:')
  for (const [reason, findings] of grouped(missing)) {
    const by = grouped(findings.map((finding) => ({ ...finding, reason: finding.kind })))
    console.log(
      `${String(findings.length).padStart(5)}  ${reason}  [${by.map(([k, f]) => `${k} ${f.length}`).join(', ')}]`,
    )
    for (const { file, line } of findings.slice(0, 2)) console.log(`         ${shown(file)}:${line}`)
  }
  console.log('\nOnly in the engine (the other YAML reader refuses the document):')
  for (const [place, kind] of extra) console.log(`       ${kind}  ${shown(place)}`)
  const unexplained = missing.filter((finding) => finding.reason === 'unexplained')
  console.log(`\n${unexplained.length} differences without an explanation`)
  process.exitCode = unexplained.length === 0 ? 0 : 1

  /** The problem that stands in the document: the first between its line and the next document's. */
  function reasonFor(file: string, line: number): string {
    const next = counted.documents.find((other) => other[0] === file && other[1] > line)?.[1] ?? Infinity
    const problem = problems.find((other) => other.file === file && other.line >= line && other.line < next)
    return problem ? generalised(problem.reason) : 'unexplained'
  }
}

/** A reason without the names in it, so that equal ones can be counted together. */
function generalised(reason: string): string {
  if (/but found ".*\{[{%]/.test(reason)) return 'skeleton: a name, label or version is a template expression'
  if (/^\/\S+ must be string/.test(reason)) return reason
  return reason
    .replace(/^Policy check failed for .*?; caused by Error: /, '')
    .replace(/^YAML error at \S+, /, 'YAML error: ')
    .replace(/ at line \d+.*$/, '')
    .replace(/but found ".*$/, '')
    .replace(/(recognized the entity) \S+/, '$1 …')
    .replace(/(could not read location) \S+, (\w+): .*/, '$1 …, $2')
    .replace(/(Duplicate nested entity): .*/, '$1')
    .replace(/"(labels|annotations|tags|links)\.[^"]*"/, '"$1.…"')
}

function grouped(findings: Finding[]): [string, Finding[]][] {
  const groups = Map.groupBy(findings, (finding) => finding.reason)
  return [...groups].sort((a, b) => b[1].length - a[1].length)
}

function shown(file: string): string {
  return relative(process.cwd(), file)
}
