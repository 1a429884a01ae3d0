/** Every YAML file of the corpus goes through parse and process, as one Location glob would bring them. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { processFile } from './process.ts'
import type { Rules } from './rules.ts'
import { corpusFiles } from './test-corpus.ts'
import { readerAt } from './test-reader.ts'

const everything: Rules = { isAllowed: () => true }

test('the corpus gives entities, and every bad document a problem with line, reason and hint', async (t) => {
  const counts = new Map<string, number>()
  const reasons = new Map<string, number>()
  for (const file of corpusFiles('catalog', 'templates')) {
    const location = { type: 'file', target: file }
    const result = await processFile(
      { reader: readerAt(dirname(file)), rules: everything, origin: location },
      { location, text: readFileSync(file, 'utf8'), etag: null, revision: null },
    )
    for (const { entity } of result.entities) counts.set(entity.kind, (counts.get(entity.kind) ?? 0) + 1)
    for (const problem of result.problems) {
      assert.equal(problem.at?.file, file)
      assert.ok((problem.at?.line ?? 0) > 0, JSON.stringify(problem))
      assert.ok(problem.message && problem.hint, JSON.stringify(problem))
      const reason = `${problem.severity} ${problem.name}`
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
  }
  if (counts.size === 0) return
  const byCount = (map: Map<string, number>) =>
    [...map].sort((a, b) => b[1] - a[1]).map(([key, n]) => `${key} ${n}`)
  t.diagnostic(`entities: ${byCount(counts).join(', ')}`)
  t.diagnostic(`problems: ${byCount(reasons).join(', ')}`)
  assert.ok((counts.get('Component') ?? 0) > 1_900)
})
