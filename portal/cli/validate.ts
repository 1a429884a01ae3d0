import { join } from 'node:path'
import type { LocationRef, Problem } from '@callboard/sdk/model'
import { compileRules, processFile, type Rules } from '../features/catalog/server/ingest/index.ts'
import { problemOfReadError } from '../features/catalog/server/read/read-error.ts'
import { createReader } from '../features/catalog/server/read/reader.ts'
import { readerSettings } from '../features/catalog/server/read/reader-settings.ts'
import type { Reader } from '../features/catalog/server/read/types.ts'
import { loadConfig } from '../host/config/load-config.ts'
import { stopOnErrors } from '../host/config/problems.ts'
import { createFetch } from '../host/fetch.ts'
import { findCatalogFiles } from './catalog-files.ts'
import { type CommandInput, isSet, textFlags } from './flags.ts'
import { exitCode, many, printProblems, showTally, tally } from './report.ts'
import { silentLog } from './silent-log.ts'
import { commandFolder } from './where.ts'

/** What a run of `validate` needs for each file. */
interface Workbench {
  reader: Reader
  rules: Rules
  crossRepository: boolean
}

interface Outcome {
  files: number
  /** Ref of each good entity and where it stands. */
  entities: { ref: string; file: string; line: number }[]
  problems: Problem[]
}

/** Reads, checks and processes catalog files as the catalog would, and stores nothing. */
export async function runCommand(input: CommandInput): Promise<number> {
  const folder = commandFolder()
  const workbench = await createWorkbench(input, folder)
  const found = findCatalogFiles(input.operands, folder)
  const outcome: Outcome = { files: 0, entities: [], problems: [...found.problems] }
  for (const file of found.files) await validateFile(workbench, file, outcome)
  outcome.problems.push(...duplicates(outcome.entities))
  const counts = tally(outcome.problems)
  const code = exitCode(counts, isSet(input, 'strict'))
  if (isSet(input, 'json')) {
    const { files, entities, problems } = outcome
    console.log(JSON.stringify({ ok: code === 0, ...counts, files, entities, problems }, null, 2))
    return code
  }
  printProblems(outcome.problems, folder)
  const entities = outcome.entities.length === 1 ? '1 entity' : `${outcome.entities.length} entities`
  console.log(`${many(outcome.files, 'file')}, ${entities} good, ${showTally(counts)}.`)
  return code
}

async function createWorkbench(input: CommandInput, folder: string): Promise<Workbench> {
  const files = textFlags(input, 'config')
  // A file of nothing stands for "no config": the sample's rules must not judge other people's files.
  const config = await loadConfig({
    files,
    cwd: files.length > 0 ? folder : join(folder, '-'),
    env: process.env,
  })
  stopOnErrors(config, folder)
  const settings = readerSettings(config.reader, { cwd: folder })
  const rules =
    files.length > 0 ? compileRules({ rules: config.reader.get('catalog.rules') as never }) : allowAll
  const crossRepository =
    String(config.reader.get('catalog.allowPlaceholdersFromOtherRepositories')) === 'true'
  return { reader: createReader(settings, { fetch: createFetch(), log: silentLog }), rules, crossRepository }
}

const allowAll: Rules = { isAllowed: () => true }

async function validateFile({ reader, rules, crossRepository }: Workbench, path: string, outcome: Outcome) {
  const location: LocationRef = { type: 'file', target: path }
  outcome.files++
  try {
    const file = await reader.read(location, { etag: null })
    if (file === 'unchanged') return
    const processed = await processFile({ reader, rules, origin: location, crossRepository }, file)
    outcome.problems.push(...processed.problems)
    for (const { ref, line, problems } of processed.entities) {
      outcome.entities.push({ ref, file: path, line })
      outcome.problems.push(...problems)
    }
    if (processed.entities.length === 0 && processed.problems.length === 0) {
      const hint = 'A catalog file starts with apiVersion, kind and metadata'
      outcome.problems.push({
        severity: 'warning',
        name: 'InputError',
        message: 'The file is empty',
        hint,
        at: { file: path },
      })
    }
  } catch (error) {
    outcome.problems.push(problemOfReadError(error, location))
  }
}

/** Two files that define one entity: each is good, and only one of them can be shown. */
function duplicates(entities: Outcome['entities']): Problem[] {
  const first = new Map<string, Outcome['entities'][number]>()
  const problems: Problem[] = []
  for (const entity of entities) {
    const earlier = first.get(entity.ref)
    if (!earlier) {
      first.set(entity.ref, entity)
      continue
    }
    problems.push({
      severity: 'warning',
      name: 'ConflictError',
      message: `${entity.ref} is also defined in ${earlier.file}:${earlier.line}`,
      hint: 'Keep one of the two, or give one another name or namespace',
      at: { file: entity.file, line: entity.line },
    })
  }
  return problems
}
