import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { reasonOf } from '@callboard/sdk'
import type { JsonObject } from '@callboard/sdk/model'
import { readListen } from '../http/settings.ts'
import { findNode, fromData, type ObjectNode } from './config-node.ts'
import { configFiles, isUrl, typedFolder } from './files.ts'
import type { LoadOptions } from './load-config.ts'
import { readDocument } from './read-document.ts'
import { type ResolveContext, resolveNode } from './resolve.ts'
import { unwrap } from './unwrap.ts'

/** One place config comes from, read and with its variables and includes filled in. */
export interface Source {
  description: string
  node: ObjectNode
  folder: string | undefined
}

/** Every file, lowest priority first. */
export async function readSources(options: LoadOptions, context: ResolveContext): Promise<Source[]> {
  const folder = typedFolder(options.env, options.cwd)
  const files = configFiles(options.files, folder, options.env)
  const hasBase = options.files.length > 0 || files.some((file) => basename(file) === 'app-config.yaml')
  const sources: Source[] = []
  if (!hasBase && options.defaultFile)
    sources.push(...(await defaultSources(options, options.defaultFile, context)))
  for (const file of files) sources.push(await readSource(file, dirname(file), context))
  return sources
}

async function defaultSources(
  options: LoadOptions,
  file: string,
  context: ResolveContext,
): Promise<Source[]> {
  // It lies in portal/, and its targets start where portal/ and examples/ lie.
  const source = await readSource(file, dirname(dirname(file)), context)
  // Guests may look around the sample on any machine, but nothing named production lets them in unasked.
  const isOpen = options.env.NODE_ENV !== 'production'
  const guest = { auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: isOpen } } } }
  return [source, { ...asSource(guest, file), folder: undefined }]
}

function asSource(data: JsonObject, file: string): Source {
  return { description: '', node: fromData(data, { file }) as ObjectNode, folder: undefined }
}

async function readSource(file: string, folder: string, context: ResolveContext): Promise<Source> {
  const empty: ObjectNode = { kind: 'object', at: { file }, entries: new Map() }
  const source = {
    description: `FileConfigSource{path="${file}"}`,
    node: empty,
    folder: isUrl(file) ? undefined : folder,
  }
  const fail = (message: string, hint: string): Source => {
    context.problems.push({ severity: 'error', name: 'ConfigError', message, hint, at: { file }, path: [] })
    return source
  }
  if (isUrl(file)) {
    return fail(`Config from a URL is not supported: ${file}`, 'Download it and give --config the file')
  }
  context.files.add(file)
  if (!existsSync(file)) {
    return fail(
      `Config file "${file}" does not exist`,
      `A relative --config starts from the folder you are in`,
    )
  }
  let text: string
  try {
    if ((await stat(file)).isDirectory())
      return fail(`Config file "${file}" is a folder`, 'Give --config a file')
    text = await readFile(file, 'utf8')
  } catch (error) {
    return fail(`Config file "${file}" cannot be read: ${reasonOf(error)}`, 'Check who may read it')
  }
  const { node, problems } = unwrap(readDocument(text, file), text, file)
  context.problems.push(...problems.map((problem) => ({ ...problem, path: [] })))
  if (!node || node.kind === 'null') return source
  if (node.kind !== 'object')
    return fail(`${basename(file)} must be a mapping of keys`, "Start with 'app:' and its keys")
  const resolved = await resolveNode(context, node, { folder: dirname(file), chain: [file] })
  return resolved.kind === 'object' ? { ...source, node: resolved } : source
}

/** `--port` and `--host` as the highest source; a host in `listen: host:7007` outlives `--port`. */
export function flagSource(flags: LoadOptions['flags'], below: ObjectNode): ObjectNode {
  const at = { file: flags?.port === undefined ? '--host' : '--port' }
  if (flags?.port === undefined && flags?.host === undefined)
    return { kind: 'object', at, entries: new Map() }
  const listen: JsonObject = { ...listenText(below) }
  if (flags.port !== undefined) listen.port = flags.port
  if (flags.host !== undefined) listen.host = flags.host
  return fromData({ backend: { listen } }, at) as ObjectNode
}

function listenText(root: ObjectNode): JsonObject {
  const node = findNode(root, 'backend.listen')
  if (node?.kind !== 'scalar') return {}
  try {
    const { host, port } = readListen(node.value)
    return host === undefined ? { port } : { host, port }
  } catch {
    return {}
  }
}
