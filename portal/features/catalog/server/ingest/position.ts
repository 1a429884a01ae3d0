/**
 * Line and column of a value, for problems and targets only: the document is read again with `yaml`, which
 * costs a hundred times the fast reading.
 */
import type { Position } from '@callboard/sdk/model'
import { isMap, isNode, isPair, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml'
import { limits } from './limits.ts'
import { withoutMark } from './parse.ts'
import type { Draft } from './types.ts'

export type JsonPath = readonly (string | number)[]

/** Finds positions in the documents of one file; the latest document stays parsed. */
export interface Positions {
  of(draft: Draft, path: JsonPath): Position
}

/** Positions in one file (its text without byte-order mark); see `limits.positionedDocuments`. */
export function positionsIn(text: string, fileName: string): Positions {
  let documents = 0
  let latest: { draft: Draft; root: Node | null; lines: LineCounter; firstLine: number } | undefined
  return {
    of(draft, path) {
      const coarse = { file: fileName, line: draft.line }
      if (draft.end - draft.start > limits.referenceChars) return coarse
      if (latest?.draft !== draft) {
        if (documents >= limits.positionedDocuments) return coarse
        documents += 1
        latest = { draft, ...readNodes(text, draft) }
      }
      const offset = latest.root ? offsetOf(latest.root, path) : undefined
      if (offset === undefined) return coarse
      const { line, col } = latest.lines.linePos(offset)
      return { file: fileName, line: latest.firstLine + line - 1, column: col }
    },
  }
}

/**
 * Line and column of a JSON path in one document. A path that does not exist gives the place of its nearest
 * ancestor; the place of a key's value is the key.
 *
 * @example
 * positionOf(text, draft, ['spec', 'owner']) // { file: '', line: 9, column: 3 }
 */
export function positionOf(text: string, draft: Draft, path: JsonPath, fileName = ''): Position {
  return positionsIn(withoutMark(text), fileName).of(draft, path)
}

function readNodes(text: string, draft: Draft): { root: Node | null; lines: LineCounter; firstLine: number } {
  const lines = new LineCounter()
  const source = text.slice(draft.start, draft.end)
  const firstLine = lineAt(text, draft.start)
  try {
    const options = { lineCounter: lines, prettyErrors: false, logLevel: 'silent', schema: 'core' } as const
    return { root: parseDocument(source, options).contents as Node | null, lines, firstLine }
  } catch {
    return { root: null, lines, firstLine }
  }
}

function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1
  return line
}

function offsetOf(root: Node, path: JsonPath): number | undefined {
  let node: unknown = root
  let offset = root.range?.[0]
  for (const step of path) {
    const next = childOf(node, step)
    if (next === undefined) break
    const start = isPair(next) ? next.key : next
    if (isNode(start) && start.range) offset = start.range[0]
    node = isPair(next) ? next.value : next
  }
  return offset
}

function childOf(node: unknown, step: string | number): Node | Pair | undefined {
  if (!node || typeof node !== 'object' || !('items' in node) || !Array.isArray(node.items)) return undefined
  if (!isMap(node)) return node.items[Number(step)]
  return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(step))
}
