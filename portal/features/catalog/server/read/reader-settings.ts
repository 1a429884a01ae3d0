import { resolve } from 'node:path'
import { type ConfigReader, PortalError } from '@callboard/sdk'
import { duration, flexibleNumber } from '@callboard/sdk/config-values'
import { z } from 'zod'
import { fileRootsOf, folderOf, resolveFileTarget } from './file-target.ts'
import { wellKnownHosts } from './scm-url.ts'
import type { GithubSettings, HostKind, KnownHost, ReaderSettings, ReadLimits } from './types.ts'

export const defaultLimits: ReadLimits = {
  maxBytes: 10_000_000,
  timeoutMs: 30_000,
  maxRedirects: 5,
  maxGlobEntries: 1_000_000,
}

const allowEntry = z.looseObject({ host: z.string(), paths: z.array(z.string()).nullish() })

const limitsSchema = z
  .looseObject({ maxBytes: flexibleNumber.nullish(), timeout: duration.nullish() })
  .nullish()

const githubSchema = z
  .array(
    z.looseObject({
      host: z.string().nullish(),
      token: z.string().nullish(),
      apiBaseUrl: z.string().nullish(),
      rawBaseUrl: z.string().nullish(),
      apps: z.array(z.unknown()).nullish(),
    }),
  )
  .nullish()

const hostEntry = z.looseObject({ host: z.string() })

const locationEntry = z.looseObject({ type: z.string(), target: z.string() })

/**
 * What the reader needs, taken from the configuration: plain JSON, so that it can cross into a worker.
 *
 * @throws input when a section has the wrong shape.
 */
export function readerSettings(config: ConfigReader, options: { cwd: string }): ReaderSettings {
  const allow = entriesOf(config, 'backend.reading.allow', allowEntry)
  const fileRoots = fileRootsOf({ cwd: options.cwd, folders: config.folders })
  const github = githubSettings(parsed(config, 'integrations.github', githubSchema) ?? [])
  return {
    allow: allow.map((rule) => ({ host: rule.host, ...(rule.paths ? { paths: rule.paths } : {}) })),
    github,
    hosts: knownHosts(config, github),
    fileRoots,
    trustedFolders: trustedFolders(entriesOf(config, 'catalog.locations', locationEntry), fileRoots),
    limits: limitsOf(config),
  }
}

/** github.com is readable without any configuration, as anonymous reader (contract: catalog-engine §13). */
function githubSettings(entries: NonNullable<z.output<typeof githubSchema>>): GithubSettings[] {
  const settings = entries.map((entry) => {
    const host = (entry.host || 'github.com').toLowerCase()
    const isPublic = host === 'github.com'
    const api = isPublic ? 'https://api.github.com' : `https://${host}/api/v3`
    const raw = isPublic ? 'https://raw.githubusercontent.com' : `https://${host}/raw`
    return {
      host,
      apiBaseUrl: baseUrl(entry.apiBaseUrl, api, host),
      rawBaseUrl: baseUrl(entry.rawBaseUrl, raw, host),
      token: entry.token?.trim() || null,
      ...(entry.apps?.length ? { hasApp: true } : {}),
    }
  })
  if (settings.some((each) => each.host === 'github.com')) return settings
  return [
    ...settings,
    {
      host: 'github.com',
      apiBaseUrl: 'https://api.github.com',
      rawBaseUrl: 'https://raw.githubusercontent.com',
      token: null,
    },
  ]
}

function baseUrl(given: string | null | undefined, otherwise: string, host: string): string {
  const url = (given || otherwise).replace(/\/+$/, '')
  if (URL.canParse(url)) return url
  throw new PortalError('input', `integrations.github for ${host}: '${url}' is not a URL`)
}

const configuredKinds: HostKind[] = [
  'gitlab',
  'bitbucketCloud',
  'bitbucketServer',
  'azure',
  'gitea',
  'gerrit',
  'harness',
]

function knownHosts(config: ConfigReader, github: GithubSettings[]): KnownHost[] {
  const hosts: KnownHost[] = github.map((each) => ({ kind: 'github', host: each.host }))
  for (const kind of configuredKinds) {
    for (const { host } of entriesOf(config, `integrations.${kind}`, hostEntry)) {
      hosts.push({ kind, host: host.toLowerCase() })
    }
  }
  const isNew = (host: KnownHost) => !hosts.some((each) => each.host === host.host)
  return [...hosts, ...wellKnownHosts.filter(isNew)]
}

function trustedFolders(locations: { type: string; target: string }[], roots: string[]): string[] {
  const targets = locations.filter((location) => location.type === 'file')
  // Both readings of a relative target are trusted only as far as the one that was chosen.
  return [...new Set(targets.map(({ target }) => folderOf(resolve(resolveFileTarget(target, roots).path))))]
}

function limitsOf(config: ConfigReader): ReadLimits {
  const given = parsed(config, 'backend.reading', limitsSchema)
  return {
    ...defaultLimits,
    ...(given?.maxBytes ? { maxBytes: given.maxBytes } : {}),
    ...(given?.timeout ? { timeoutMs: given.timeout } : {}),
  }
}

/** The usable entries of a list. Unusable ones (an unset variable) the config has warned about already. */
function entriesOf<S extends z.ZodType>(config: ConfigReader, path: string, entry: S): z.output<S>[] {
  const list = config.get(path)
  if (!Array.isArray(list)) return []
  return list.flatMap((each) => {
    const result = entry.safeParse(each)
    return result.success ? [result.data] : []
  })
}

function parsed<S extends z.ZodType>(config: ConfigReader, path: string, schema: S): z.output<S> {
  const result = schema.safeParse(config.get(path))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const where = [path, ...(issue?.path ?? [])].join('.')
  const origin = config.origin(path)
  const at = origin ? ` (${origin.file}:${origin.line}:${origin.column})` : ''
  throw new PortalError('input', `Configuration ${where}${at}: ${issue?.message ?? 'has the wrong shape'}`)
}
