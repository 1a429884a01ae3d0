import { basename } from 'node:path'
import type { ConfigReader } from '@callboard/sdk'
import type { JsonObject, Problem } from '@callboard/sdk/model'
import { checkKeys, isKnown } from './check-keys.ts'
import { complete } from './complete.ts'
import {
  type ConfigNode,
  type ConfigPath,
  findNode,
  type ObjectNode,
  showPath,
  toData,
} from './config-node.ts'
import { environmentSource } from './environment-source.ts'
import { merge } from './merge.ts'
import { createReader, freeze } from './reader.ts'
import { createFollower } from './reload.ts'
import type { ResolveContext } from './resolve.ts'
import { knownKeys } from './schema/index.ts'
import { flagSource, readSources, type Source } from './sources.ts'
import type { Environment } from './substitute.ts'
import { frontendData, redactedData, secretTexts } from './visibility.ts'

export interface LoadOptions {
  /** What was given with `--config`, lowest priority first; empty for the default files. */
  files: readonly string[]
  /** The process's working directory. */
  cwd: string
  env: Environment
  /** Read when nothing is given and the folder has no `app-config.yaml`; its targets start from the folder above. */
  defaultFile?: string
  /** Flags of the command line: they win over everything. */
  flags?: { port?: number; host?: string }
  /** Told what is wrong when a changed file cannot be used; the config in use stays. */
  onBadReload?: (problems: Problem[]) => void
  /** Ends the watching of files. */
  signal?: AbortSignal
}

export interface LoadedConfig {
  /** The merged config as frozen plain data. Secrets are strings here: never log it. */
  data: JsonObject
  reader: ConfigReader
  problems: Problem[]
  /** Every file read, lowest priority first, then included ones. */
  files: string[]
  /** `MergedConfigSource{FileConfigSource{path="…"}, EnvConfigSource{count=n}}` */
  description: string
  isSecret(path: string): boolean
  /** Every secret value, so that logs can be kept clean of them. */
  secrets(): string[]
  /** What the browser may see, as Backstage injects it. */
  publicConfig(): { context: string; data: JsonObject }[]
  /** The config for people: secrets are `<secret>`. */
  redacted(): JsonObject
}

/** Reads, merges and checks the config. Never throws for what stands in a file: see `problems`. */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const context: ResolveContext = { environment: options.env, problems: [], files: new Set() }
  const sources = await readSources(options, context)
  const environment = environmentSource(options.env)
  const problems: Problem[] = [...environment.problems]

  let root: ObjectNode = { kind: 'object', at: { file: 'app-config.yaml' }, entries: new Map() }
  for (const source of sources) root = merge(root, source.node)
  root = merge(root, environment.node)
  root = merge(root, flagSource(options.flags, root))
  enableEmptyProviders(root)

  problems.push(...context.problems.map((problem) => softened(problem, root)))
  const checked = checkKeys(root, knownKeys)
  problems.push(...checked.problems)
  leaveOut(root, checked.leftOut)
  problems.push(...missingVariables(root, options.env))
  const completed = complete(root, options.flags?.port)
  problems.push(...completed.problems)
  return loaded(options, sources, environment.count, context, completed.root, problems)
}

/** `guest:` with nothing behind it means that provider with its defaults. */
function enableEmptyProviders(root: ObjectNode): void {
  const providers = findNode(root, 'auth.providers')
  if (providers?.kind !== 'object') return
  for (const [id, provider] of providers.entries) {
    if (provider.kind !== 'null') continue
    providers.entries.set(id, { kind: 'object', at: provider.at, entries: new Map() })
  }
}

/** A value of somebody else's plugin that cannot be had is no reason not to start. */
function softened(problem: Problem & { path: ConfigPath }, root: ObjectNode): Problem {
  const { path, ...rest } = problem
  if (path.length === 0 || isKnown(knownKeys, root, path)) return rest
  return { ...rest, severity: 'warning' }
}

function leaveOut(root: ObjectNode, paths: ConfigPath[]): void {
  for (const path of [...paths].reverse()) {
    const list = findNode(root, showPath(path.slice(0, -1)))
    const index = path.at(-1)
    const item = list?.kind === 'list' && typeof index === 'number' ? list.items[index] : undefined
    // Kept in place as absent, so that later paths still count right.
    if (list?.kind === 'list' && typeof index === 'number' && item) {
      list.items[index] = { kind: 'absent', at: item.at, variable: '' }
    }
  }
}

function missingVariables(root: ObjectNode, environment: Environment): Problem[] {
  const problems: Problem[] = []
  const visit = (node: ConfigNode, path: ConfigPath): void => {
    if (node.kind === 'absent' && node.variable !== '')
      problems.push(missing(node.variable, path, node, environment))
    if (node.kind === 'object') for (const [key, value] of node.entries) visit(value, [...path, key])
    if (node.kind === 'list') for (const [i, item] of node.items.entries()) visit(item, [...path, i])
  }
  visit(root, [])
  return problems
}

function missing(variable: string, path: ConfigPath, node: ConfigNode, environment: Environment): Problem {
  const message = `The variable ${variable} is not set, so '${showPath(path)}' has no value`
  const mistaken = /^(\w+):(?!-)(.*)$/.exec(variable)
  const hint = mistaken
    ? `A default is written \${${mistaken[1]}:-${mistaken[2]}}`
    : `Set ${variable}${environment[variable] === '' ? ' to something' : ''}, or write a default: \${${variable}:-…}`
  return { severity: 'warning', name: 'ConfigError', message, hint, at: node.at }
}

function loaded(
  options: LoadOptions,
  sources: Source[],
  variableCount: number,
  context: ResolveContext,
  root: ObjectNode,
  problems: Problem[],
): LoadedConfig {
  const named = sources.filter((source) => source.description !== '')
  const folders = [...new Set(named.flatMap((source) => source.folder ?? []))]
  const descriptions = named.map((source) => source.description)
  if (variableCount > 0) descriptions.push(`EnvConfigSource{count=${variableCount}}`)
  const data = freeze((toData(root) ?? {}) as JsonObject)
  const reader = createReader(root, folders, createFollower(options, [...context.files], data))
  const secrets = secretTexts(root, knownKeys)
  const secretPaths = new Set(secrets.map((secret) => showPath(secret.path)))
  const last = named.at(-1)?.node.at.file
  return {
    data,
    reader,
    problems: inOrder(problems),
    files: [...context.files],
    description: `MergedConfigSource{${descriptions.join(', ')}}`,
    isSecret: (path) => secretPaths.has(path.replace(/\.(\d+)(?=\.|$)/g, '[$1]')),
    secrets: () => secrets.map((secret) => secret.value),
    publicConfig: () => [
      { context: last ? basename(last) : 'app-config.yaml', data: frontendData(root, knownKeys) },
    ],
    redacted: () => redactedData(root, knownKeys),
  }
}

function inOrder(problems: Problem[]): Problem[] {
  const rank = { error: 0, warning: 1, info: 2 }
  return [...problems].sort((a, b) => rank[a.severity] - rank[b.severity])
}
