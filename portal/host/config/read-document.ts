import type { Position, Problem } from '@callboard/sdk/model'
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import type { ConfigNode, ObjectNode } from './config-node.ts'

/**
 * Text of one config file → nodes with positions. Never throws: what cannot be read is a problem.
 * The limits are there because aliases can make a small file enormous.
 */

const maxTextLength = 5_000_000
const maxNodes = 200_000
const maxDepth = 100
const maxAliases = 1000

/** Where the text stands in its file, when it is the inside of another document. */
export interface Offset {
  lines: number
  columns: number
}

export interface ReadDocument {
  /** Undefined when the file is empty or could not be read at all. */
  node: ConfigNode | undefined
  problems: Problem[]
}

interface Walk {
  document: Document.Parsed
  at(offset: number | undefined): Position
  problems: Problem[]
  nodes: number
  aliases: number
  tooBig: boolean
}

export function readDocument(
  text: string,
  file: string,
  offset: Offset = { lines: 0, columns: 0 },
): ReadDocument {
  if (text.length > maxTextLength) {
    const message = `${file} is larger than ${maxTextLength / 1_000_000} MB, which cannot be a config file`
    return { node: undefined, problems: [problem(message, undefined, { file })] }
  }
  const counter = new LineCounter()
  const at = (position: number | undefined): Position => {
    const { line, col } = counter.linePos(position ?? 0)
    return { file, line: Math.max(line, 1) + offset.lines, column: Math.max(col, 1) + offset.columns }
  }
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'silent',
  })
  if (!Array.isArray(documents)) return { node: undefined, problems: [] }
  const filled = documents.filter((document) => document.contents !== null || document.errors.length > 0)
  const [first, second] = filled as Document.Parsed[]
  if (!first) return { node: undefined, problems: [] }

  const errors = filled.flatMap((document) => document.errors)
  if (errors.length > 0) return { node: undefined, problems: syntaxProblems(text, errors, at, file) }
  if (second) {
    const where = at((second.contents as Node | null)?.range?.[0])
    const hint = "Remove the '---', or put the rest in a file of its own and give it with another --config"
    return {
      node: undefined,
      problems: [problem('A config file holds one document, this one holds several', hint, where)],
    }
  }
  const walk: Walk = { document: first, at, problems: [], nodes: 0, aliases: 0, tooBig: false }
  const node = toNode(walk, first.contents as Node | null, at((first.contents as Node | null)?.range?.[0]), 0)
  return { node: walk.tooBig ? undefined : node, problems: walk.problems }
}

function toNode(walk: Walk, node: Node | null | undefined, at: Position, depth: number): ConfigNode {
  if (walk.tooBig || ++walk.nodes > maxNodes || depth > maxDepth) return giveUp(walk, at, depth)
  if (isAlias(node)) {
    if (++walk.aliases > maxAliases) return giveUp(walk, at, depth)
    const target = node.resolve(walk.document)
    if (target) return toNode(walk, target, at, depth + 1)
    walk.problems.push(problem(`Alias *${node.source} has no anchor before it`, undefined, at))
    return { kind: 'null', at }
  }
  if (isMap(node)) return toObject(walk, node as YAMLMap<Node, Node | null>, at, depth)
  if (isSeq(node)) {
    const items = (node.items as (Node | null)[]).map((item) =>
      toNode(walk, item, item?.range ? walk.at(item.range[0]) : at, depth + 1),
    )
    return { kind: 'list', at, items }
  }
  const value = isScalar(node) ? node.value : null
  if (value === null || value === undefined) return { kind: 'null', at }
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    return { kind: 'scalar', at, value }
  }
  return { kind: 'scalar', at, value: String(value) }
}

function toObject(walk: Walk, map: YAMLMap<Node, Node | null>, at: Position, depth: number): ObjectNode {
  const entries = new Map<string, ConfigNode>()
  const inherited: ConfigNode[] = []
  for (const pair of map.items) {
    const where = pair.key?.range ? walk.at(pair.key.range[0]) : at
    if (!isScalar(pair.key)) {
      const hint = 'Braces at the start of a value make a mapping; put quotes around the text'
      walk.problems.push(problem('A key must be a plain text', hint, where))
      continue
    }
    const value = toNode(walk, pair.value, where, depth + 1)
    if (isMergeKey(pair.key)) inherited.push(value)
    else entries.set(String(pair.key.value ?? ''), value)
  }
  for (const source of inherited.flatMap((value) => (value.kind === 'list' ? value.items : [value]))) {
    if (source.kind !== 'object') continue
    for (const [key, value] of source.entries) if (!entries.has(key)) entries.set(key, value)
  }
  return { kind: 'object', at, entries }
}

function isMergeKey(key: Scalar): boolean {
  return key.value === '<<' && key.type === 'PLAIN'
}

function giveUp(walk: Walk, at: Position, depth: number): ConfigNode {
  if (!walk.tooBig) {
    walk.tooBig = true
    const why =
      depth > maxDepth
        ? `is nested deeper than ${maxDepth} levels`
        : `holds more than ${maxNodes} values or aliases`
    walk.problems.push(problem(`This file ${why} once its aliases are resolved`, 'Remove the aliases', at))
  }
  return { kind: 'null', at }
}

interface SyntaxError {
  message: string
  pos: [number, number]
}

function syntaxProblems(
  text: string,
  errors: readonly SyntaxError[],
  at: (offset: number) => Position,
  file: string,
): Problem[] {
  const [first] = errors
  if (!first) return []
  const template = /^\s*\{\{[#/]/m.exec(text)
  if (template || file.endsWith('.hbs')) {
    const message = 'This is a template of a config file (Handlebars), not a config file'
    return [
      problem(
        message,
        'Render it first, or give --config the rendered file',
        at(template?.index ?? first.pos[0]),
      ),
    ]
  }
  return errors
    .slice(0, 5)
    .map((error) => problem(sentence(error.message), syntaxHint(text, error), at(error.pos[0])))
}

function syntaxHint(text: string, error: SyntaxError): string | undefined {
  const lineStart = text.lastIndexOf('\n', error.pos[0] - 1) + 1
  const line = text.slice(lineStart, text.indexOf('\n', error.pos[0]) >>> 0)
  if (line.startsWith('\t') || error.message.includes('Tabs are not allowed'))
    return 'Indent with spaces, not tabs'
  if (error.message.includes('Map keys must be unique')) return 'Keep one of the two keys'
  if (error.message.includes('Nested mappings')) return "Put quotes around a value that holds ': '"
  if (error.message.includes('unexpected scalar') || error.message.includes('Implicit')) {
    return 'Check the indentation of this line and the one before it'
  }
  return undefined
}

function sentence(message: string): string {
  return message.split('\n')[0]?.trim() ?? message
}

function problem(message: string, hint: string | undefined, at: Position): Problem {
  return { severity: 'error', name: 'ConfigError', message, ...(hint ? { hint } : {}), at }
}
