import { readFile, stat } from 'node:fs/promises'
import { dirname, extname, isAbsolute, resolve as resolvePath } from 'node:path'
import { reasonOf } from '@callboard/sdk'
import type { Problem } from '@callboard/sdk/model'
import {
  type ConfigNode,
  type ConfigPath,
  findNode,
  type ObjectNode,
  type ScalarNode,
  showPath,
} from './config-node.ts'
import { readDocument } from './read-document.ts'
import { type Environment, fromVariable, substitute } from './substitute.ts'

/**
 * Fills in variables, `$env`, `$file` and `$include` of one read file. A value that cannot be had becomes
 * null and a problem that names its path; everything else of the file stays.
 */
export interface ResolveContext {
  environment: Environment
  problems: (Problem & { path: ConfigPath })[]
  /** Every file that was read on the way, to be watched. */
  files: Set<string>
}

interface Place {
  folder: string
  /** Files being included, outermost first: a file may not include itself. */
  chain: readonly string[]
}

const includeKeys = ['$env', '$file', '$include'] as const
const removedKeys = new Map([
  ['$data', '$include'],
  ['$secret', '$env or $file'],
])
const maxFileBytes = 5_000_000
const maxIncludes = 500

export async function resolveNode(
  context: ResolveContext,
  node: ConfigNode,
  place: Place,
  path: ConfigPath = [],
): Promise<ConfigNode> {
  if (node.kind === 'scalar') return substitute(node, context.environment)
  if (node.kind === 'list') {
    const items: ConfigNode[] = []
    for (const [i, item] of node.items.entries()) {
      items.push(await resolveNode(context, item, place, [...path, i]))
    }
    return { ...node, items }
  }
  if (node.kind !== 'object') return node
  const key = includeKeys.find((name) => node.entries.has(name))
  if (key) return include(context, node, key, place, path)
  const entries = new Map<string, ConfigNode>()
  for (const [name, value] of node.entries) {
    const instead = removedKeys.get(name)
    if (instead && node.entries.size === 1) {
      report(context, path, node, `${name} is gone from Backstage's format`, `Use ${instead}`)
      return { kind: 'null', at: node.at }
    }
    entries.set(name, await resolveNode(context, value, place, [...path, name]))
  }
  return { ...node, entries }
}

async function include(
  context: ResolveContext,
  node: ObjectNode,
  key: (typeof includeKeys)[number],
  place: Place,
  path: ConfigPath,
): Promise<ConfigNode> {
  const nothing: ConfigNode = { kind: 'null', at: node.at }
  if (node.entries.size > 1) {
    const hint = `Keep ${key} alone in its mapping, or write the other keys without it`
    report(context, path, node, `include key ${key} should not have adjacent keys`, hint)
    return nothing
  }
  const raw = node.entries.get(key)
  if (raw?.kind !== 'scalar' || typeof raw.value !== 'string') {
    report(
      context,
      path,
      raw ?? node,
      `${key} must be a text`,
      `Write ${key}: ${key === '$env' ? 'NAME' : './file'}`,
    )
    return nothing
  }
  const argument = substitute({ ...raw, at: node.at }, context.environment)
  if (argument.kind === 'absent') return argument
  if (key === '$env') return fromVariable(argument, context.environment)
  const [name = '', dataPath = ''] =
    key === '$file' ? [String(argument.value)] : splitAtHash(String(argument.value))
  const file = isAbsolute(name) ? name : resolvePath(place.folder, name)
  try {
    if (key === '$file') return await textOf(context, file, node)
    return await contentOf(context, file, dataPath, node, place, path)
  } catch (error) {
    if (!(error instanceof IncludeError)) throw error
    report(context, path, node, error.message, error.hint)
    return nothing
  }
}

class IncludeError extends Error {
  readonly hint: string | undefined
  constructor(message: string, hint?: string) {
    super(message)
    this.hint = hint
  }
}

function splitAtHash(text: string): [string, string] {
  const hash = text.indexOf('#')
  return hash === -1 ? [text, ''] : [text.slice(0, hash), text.slice(hash + 1)]
}

async function textOf(context: ResolveContext, file: string, node: ObjectNode): Promise<ScalarNode> {
  const text = await readText(context, file)
  return { kind: 'scalar', at: node.at, value: text.trimEnd(), isSecret: true }
}

async function contentOf(
  context: ResolveContext,
  file: string,
  dataPath: string,
  node: ObjectNode,
  place: Place,
  path: ConfigPath,
): Promise<ConfigNode> {
  if (!['.json', '.yaml', '.yml'].includes(extname(file))) {
    throw new IncludeError(
      `no configuration parser available for included file ${file}`,
      'Use .json, .yaml or .yml',
    )
  }
  if (place.chain.includes(file)) throw new IncludeError(`${file} includes itself`, 'Break the circle')
  const { node: read, problems } = readDocument(await readText(context, file), file)
  context.problems.push(...problems.map((problem) => ({ ...problem, path })))
  if (!read) return { kind: 'null', at: node.at }
  const found = findNode(read, dataPath)
  if (!found) {
    throw new IncludeError(
      `value at '${dataPath}' in included file ${file} is not there`,
      'Check the part after #',
    )
  }
  // Inside the included file a path is relative to that file.
  return resolveNode(context, found, { folder: dirname(file), chain: [...place.chain, file] }, path)
}

async function readText(context: ResolveContext, file: string): Promise<string> {
  if (context.files.size >= maxIncludes) throw new IncludeError(`more than ${maxIncludes} files are included`)
  context.files.add(file)
  try {
    const { size } = await stat(file)
    if (size > maxFileBytes) throw new Error(`it is larger than ${maxFileBytes / 1_000_000} MB`)
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new IncludeError(
      `failed to read file ${file}, ${shortReason(error)}`,
      'The path is relative to this config file',
    )
  }
}

function shortReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return 'it does not exist'
  if (code === 'EACCES') return 'this user may not read it'
  if (code === 'EISDIR') return 'it is a folder'
  return reasonOf(error)
}

function report(
  context: ResolveContext,
  path: ConfigPath,
  node: ConfigNode,
  message: string,
  hint?: string,
): void {
  context.problems.push({
    severity: 'error',
    name: 'ConfigError',
    message: `error at .${showPath(path)}, ${message}`,
    ...(hint ? { hint } : {}),
    at: node.at,
    path,
  })
}
