/**
 * One folder of test/cases per rule of the contract: `input.yaml` goes in, `expected.json` must come out.
 * `UPDATE_CASES=1` writes what came out; read the difference before you keep it.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { JsonValue } from '@callboard/sdk/model'
import { processFile } from './process.ts'
import { compileRules } from './rules.ts'
import { readerAt } from './test-reader.ts'
import type { ProcessedFile } from './types.ts'

const folder = join(import.meta.dirname, '../../test/cases')
const allKinds = [
  'Component API Resource System Domain Group User Template AiResource Location Runbook'.split(' '),
].map((allow) => ({ allow }))

for (const name of readdirSync(folder)) {
  test(`case ${name.replaceAll('-', ' ')}`, async () => {
    const at = join(folder, name)
    const result = await processFile(
      {
        reader: readerAt(at),
        rules: compileRules({ rules: rulesOf(at) }),
        origin: { type: 'file', target: 'catalog/*.yaml' },
      },
      {
        location: { type: 'file', target: 'catalog-info.yaml' },
        text: readFileSync(join(at, 'input.yaml'), 'utf8'),
        etag: null,
        revision: null,
      },
    )
    const expected = join(at, 'expected.json')
    const actual = JSON.parse(JSON.stringify(shown(result)))
    if (process.env.UPDATE_CASES === '1') writeFileSync(expected, `${JSON.stringify(actual, null, 2)}\n`)
    assert.deepEqual(actual, JSON.parse(readFileSync(expected, 'utf8')))
  })
}

function rulesOf(at: string): JsonValue {
  const own = join(at, 'rules.json')
  return existsSync(own) ? JSON.parse(readFileSync(own, 'utf8')) : allKinds
}

/** The result in a form that is pleasant to review. */
function shown({ entities, problems, includes }: ProcessedFile) {
  const problem = ({ at, ...rest }: ProcessedFile['problems'][number]) => ({
    ...rest,
    at: `${at?.line}:${at?.column ?? '-'}`,
  })
  return {
    entities: entities.map((each) => ({
      ...each,
      hash: undefined,
      line: each.line,
      relations: each.relations.map(({ source, type, target }) => `${source} ${type} ${target}`),
      targets: each.targets.map(({ type, target, presence }) => `${type}:${target} ${presence}`),
      includes: each.includes.map((include) => include.url),
      problems: each.problems.map(problem),
    })),
    problems: problems.map(problem),
    includes: includes.map((include) => `${include.url}${include.hash ? '' : ' (failed)'}`),
  }
}
