/**
 * Reads the text of one YAML document.
 *
 * `yaml` is the reference reading. js-yaml is four to ten times faster and gives the same values on plain
 * documents; it is tried first unless the text holds something the two could read differently (`doubtful`).
 * The proof is in read-yaml.test.ts: same values on every document of the corpus and on mutated ones.
 */
import { FAILSAFE_SCHEMA, load, Type, YAMLException } from 'js-yaml'
import type { Document, YAMLError } from 'yaml'
import { LineCounter, parseAllDocuments, visit } from 'yaml'
import { withoutBlocks } from './block-scalars.ts'
import { limits } from './limits.ts'
import { TidyError, tidy } from './tidy.ts'

export interface YamlFault {
  message: string
  /** Within the text that was read, from 1. */
  line?: number
  column?: number
}

export type YamlReading = { value: unknown } | { fault: YamlFault }

/** YAML 1.2 core, to the letter: js-yaml's own core schema differs in signs, octals and binary numbers. */
const coreSchema = FAILSAFE_SCHEMA.extend({
  implicit: [
    scalar('null', /^(?:~|[Nn]ull|NULL)?$/, () => null),
    scalar('bool', /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/, (text) => /^[Tt]/.test(text)),
    scalar('int', /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/, readInteger),
    scalar(
      'float',
      /^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
      readFloat,
    ),
  ],
})

function scalar(name: string, pattern: RegExp, construct: (text: string) => unknown): Type {
  return new Type(`tag:yaml.org,2002:${name}`, {
    kind: 'scalar',
    resolve: (text: string | null) => pattern.test(text ?? ''),
    construct: (text: string | null) => construct(text ?? ''),
  })
}

function readInteger(text: string): number {
  if (text.startsWith('0o')) return Number.parseInt(text.slice(2), 8)
  if (text.startsWith('0x')) return Number.parseInt(text.slice(2), 16)
  return Number.parseInt(text, 10)
}

function readFloat(text: string): number {
  if (/nan$/i.test(text)) return Number.NaN
  if (/inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return Number.parseFloat(text)
}

/**
 * Text that only the reference reading may read: tabs, carriage returns, tags, anchors, aliases, reserved
 * characters, complex keys, comments glued to a quote, quoted texts over several lines. Flow collections over
 * several lines (`hasOpenFlow`) too: the two disagree on how far they must be indented.
 */
const doubtful = new RegExp(
  [
    /[\t\r]/,
    /(?:^|[\s[{,:])[!&*%@`][^\s]/,
    /(?:^|[\s[{,])\?(?:\s|$)/,
    /[\]}]['"]? *:/,
    /(?<!\$)\{ *[[{]/,
    /['"[\]{},]#/,
    /\\"|\w''|''\w/,
    /(?:^|[\s[{,:])(["'])(?:(?!\1)[^\n])*$/,
    /^---\S/,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'm',
)

/** Whether a line opens more brackets than it closes, wherever they stand. */
function hasOpenFlow(text: string): boolean {
  const bracket = /[[\]{}\n]/g
  let open = 0
  for (let match = bracket.exec(text); match; match = bracket.exec(text)) {
    const [found] = match
    if (found === '[' || found === '{') open += 1
    else if (found !== '\n') open -= 1
    else if (open !== 0) return true
  }
  return open !== 0
}

/** Whether the two may read the text differently. Inside a block they differ only in tabs and carriage returns. */
function isDoubtful(text: string): boolean {
  if (!doubtful.test(text) && !hasOpenFlow(text)) return false
  if (/[\t\r]/.test(text)) return true
  const rest = withoutBlocks(text)
  return rest.length === text.length || doubtful.test(rest) || hasOpenFlow(rest)
}

/** Reads one document; never throws. Empty text is `null`. */
export function readYaml(text: string): YamlReading {
  const large = text.length > limits.referenceChars
  if (!large && isDoubtful(text)) return readReference(text)
  try {
    const value = load(text, { schema: coreSchema }) ?? null
    const tidied = tidy(value, { unshare: large })
    return tidied.oddKey && !large ? readReference(text) : { value: tidied.value }
  } catch (thrown) {
    if (thrown instanceof TidyError) return { fault: { message: thrown.message } }
    const isDeep = thrown instanceof YAMLException && thrown.reason.includes('maxDepth')
    if (large || isDeep) return { fault: faultOf(thrown) }
    return readReference(text)
  }
}

/** Reads one document with `yaml`, which knows where its errors stand. */
export function readReference(text: string): YamlReading {
  const lines = new LineCounter()
  try {
    const documents = parseDocuments(text, lines)
    if (documents.length > 1) return { fault: { message: 'Expected one document' } }
    const [document] = documents
    return document ? readDocument(document, lines) : { value: null }
  } catch (thrown) {
    return { fault: faultOf(thrown) }
  }
}

/** All documents of a text that cannot be cut at its `---` lines. */
export function parseDocuments(text: string, lines: LineCounter): Document.Parsed[] {
  const documents = parseAllDocuments(text, {
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  })
  return 'empty' in documents ? [] : documents
}

/** The value of a parsed document, or its first error with its place. */
export function readDocument(document: Document, lines: LineCounter): YamlReading {
  const [error] = document.errors
  if (error) return { fault: { message: error.message, ...placeOf(error, lines) } }
  let aliases = 0
  visit(document, {
    Alias() {
      aliases += 1
    },
  })
  if (aliases > limits.aliases) return { fault: { message: `More than ${limits.aliases} aliases` } }
  try {
    return { value: tidy(document.toJS({ maxAliasCount: -1 }), { unshare: true }).value }
  } catch (thrown) {
    return { fault: faultOf(thrown) }
  }
}

function placeOf(error: YAMLError, lines: LineCounter): { line: number; column: number } {
  const { line, col } = lines.linePos(error.pos[0])
  return { line, column: col }
}

function faultOf(thrown: unknown): YamlFault {
  if (thrown instanceof TidyError) return { message: thrown.message }
  if (thrown instanceof RangeError)
    return { message: `The document is nested deeper than ${limits.depth} levels` }
  if (!(thrown instanceof YAMLException)) {
    return { message: thrown instanceof Error ? thrown.message : String(thrown) }
  }
  if (thrown.reason.includes('maxDepth')) {
    return { message: `The document is nested deeper than ${limits.depth} levels` }
  }
  const { line, column } = thrown.mark
  return { message: thrown.reason, line: line + 1, column: column + 1 }
}
