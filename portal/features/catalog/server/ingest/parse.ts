/**
 * Text of one file → drafts, one per non-empty YAML document, and problems. A bad document costs itself only
 * (contract: catalog-model §9).
 */
import { LineCounter } from 'yaml'
import { limits } from './limits.ts'
import { parseDocuments, readDocument, readYaml, type YamlFault } from './read-yaml.ts'
import { refusalOf, splitHint } from './refusal.ts'
import { looksLikeSkeleton, skeletonHint } from './skeleton.ts'
import { type Chunk, contentLine, splitDocuments } from './split-documents.ts'
import type { DocumentProblem, Draft } from './types.ts'

export interface Parsed {
  drafts: Draft[]
  problems: DocumentProblem[]
}

/**
 * Reads every document of a file. `location` is `type:target` for messages; without it the file name stands
 * there.
 *
 * @example
 * parse('kind: Component\n---\n[broken', 'catalog-info.yaml') // one draft, one problem
 */
export function parse(text: string, fileName: string, location: string = fileName): Parsed {
  const refused = refusalOf(text, fileName)
  if (refused) return { drafts: [], problems: [refused] }
  const body = withoutMark(text)
  const chunks = splitDocuments(body)
  if (chunks && chunks.length > limits.documents) {
    const message = `The file holds more than ${limits.documents} documents`
    const at = { file: fileName, line: 1 }
    return { drafts: [], problems: [{ severity: 'error', name: 'InputError', message, hint: splitHint, at }] }
  }
  const context = { text: body, fileName, location, drafts: [], problems: [], document: 0 }
  if (chunks) for (const chunk of chunks) parseChunk(context, chunk)
  else parseWhole(context)
  return { drafts: context.drafts, problems: context.problems }
}

/** The text without its byte-order mark; offsets of drafts count from here. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

interface Context extends Parsed {
  text: string
  fileName: string
  location: string
  document: number
}

function parseChunk(context: Context, chunk: Chunk): void {
  const source = context.text.slice(chunk.start, chunk.end)
  const reading = readYaml(source)
  if ('fault' in reading) addFault(context, chunk, reading.fault, source)
  else if (reading.value !== null) addDraft(context, chunk, reading.value)
}

/** Directives and `...` lines: the reference reading must see the file in one piece. */
function parseWhole(context: Context): void {
  const whole: Chunk = { start: 0, end: context.text.length, line: 1 }
  if (context.text.length > limits.referenceChars) {
    const message = 'A file with YAML directives or "..." lines must be smaller than 1 MB'
    addFault(context, whole, { message }, '')
    return
  }
  const lines = new LineCounter()
  for (const document of parseAll(context, whole, lines)) {
    const [start, , end] = document.range
    const chunk = { start, end, line: lines.linePos(start).line }
    const reading = readDocument(document, lines)
    if ('fault' in reading) {
      addFault(context, { ...chunk, line: 1 }, reading.fault, context.text.slice(start, end))
    } else if (reading.value !== null) {
      addDraft(context, chunk, reading.value)
    }
  }
}

function parseAll(context: Context, whole: Chunk, lines: LineCounter): ReturnType<typeof parseDocuments> {
  try {
    return parseDocuments(context.text, lines)
  } catch {
    addFault(context, whole, { message: `The file is nested deeper than ${limits.depth} levels` }, '')
    return []
  }
}

function addDraft(context: Context, chunk: Chunk, value: unknown): void {
  const line = contentLine(context.text, chunk)
  context.drafts.push({ document: context.document, line, value, start: chunk.start, end: chunk.end })
  context.document += 1
}

function addFault(context: Context, chunk: Chunk, fault: YamlFault, source: string): void {
  const at =
    fault.line === undefined
      ? { file: context.fileName, line: contentLine(context.text, chunk) }
      : { file: context.fileName, line: chunk.line + fault.line - 1, column: fault.column ?? 1 }
  const place = at.column === undefined ? `line ${at.line}` : `line ${at.line}, column ${at.column}`
  const message = `YAML error at ${context.location}, ${fault.message.replace(/\s+/g, ' ')} at ${place}`
  const isSkeleton = looksLikeSkeleton(source)
  context.problems.push({
    severity: isSkeleton ? 'warning' : 'error',
    name: 'InputError',
    message,
    hint: isSkeleton ? skeletonHint : hintFor(fault.message),
    at,
    document: context.document,
  })
  context.document += 1
}

const hints: [RegExp, string][] = [
  [/unique|duplicated mapping key/i, 'Remove one of the two keys.'],
  [
    /nested mappings|implicit key|mapping values/i,
    'Put a text that holds ": " in quotes, and check the indentation.',
  ],
  [/tab/i, 'Indent with spaces, not tabs.'],
  [
    /indent|all collection items|sequence|block/i,
    'Check the indentation: items of one level start in one column.',
  ],
  [/missing closing|unexpected end|flow/i, 'Close every quote and bracket.'],
  [/alias/i, 'Write the values out instead of using anchors and aliases.'],
  [/nested deeper|too large/i, 'Split the document, or include large parts with $text.'],
  [/reserved|token|cannot start/i, 'Put the text in quotes.'],
]

function hintFor(message: string): string {
  const hint = hints.find(([pattern]) => pattern.test(message))?.[1]
  return hint ?? 'Correct the YAML; a YAML-aware editor marks the place.'
}
