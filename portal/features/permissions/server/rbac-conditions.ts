/** Conditional policies of the community RBAC plugin: YAML documents or a JSON list, each about one role. */
import { isMap, isNode, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import { addConditionalPolicy, type Known } from './conditional-policy.ts'
import type { RbacPolicy } from './rbac-csv.ts'

const most = { characters: 2_000_000, documents: 2_000 }

/** Adds the rules that the text says to the policy; what is wrong becomes problems with their lines. */
export function addRbacConditions(
  policy: RbacPolicy,
  text: string,
  file: string | undefined,
  known: Known,
): void {
  const problem = (line: number, message: string, severity: 'error' | 'warning' = 'error'): void => {
    policy.problems.push({ from: 'conditions', line, severity, message })
  }
  for (const { line, value } of policiesIn(text, problem)) {
    const at = { from: 'file', ...(file !== undefined && { file }), line } as const
    const here = (message: string, severity?: 'error' | 'warning') => problem(line, message, severity)
    addConditionalPolicy(policy, value, { at, known, problem: here })
  }
}

function* policiesIn(
  text: string,
  problem: (line: number, message: string) => void,
): Generator<{ line: number; value: unknown }> {
  if (text.length > most.characters) return problem(1, 'The file is too large')
  const lines = new LineCounter()
  const lineOf = (offset: number | undefined) => lines.linePos(offset ?? 0).line
  const documents = parseAllDocuments(text, { lineCounter: lines })
  if (documents.length > most.documents) {
    return problem(1, `The file has more than ${most.documents} documents: write them as one list`)
  }
  for (const document of documents) {
    const { contents, errors, range } = document
    const [broken] = errors
    if (broken) {
      problem(lineOf(broken.pos[0]), broken.message.split('\n')[0] ?? 'It is not YAML')
      continue
    }
    const start = lineOf(isMap(contents) ? contents.range?.[0] : range?.[0])
    let value: unknown
    try {
      value = document.toJS({ maxAliasCount: 100 })
    } catch (thrown) {
      problem(start, thrown instanceof Error ? thrown.message : 'It is not YAML')
      continue
    }
    if (value === null || value === undefined) continue
    const nodes = isSeq(contents) ? contents.items : []
    for (const [index, one] of (Array.isArray(value) ? value : [value]).entries()) {
      const node = nodes[index]
      yield { line: isNode(node) ? lineOf(node.range?.[0]) : start, value: one }
    }
  }
}
