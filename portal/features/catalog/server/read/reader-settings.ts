import { resolve } from 'node:path'
import { type ConfigReader, PortalError } from '@callboard/sdk'
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

const allowSchema = z
  .array(z.looseObject({ host: z.string(), paths: z.array(z.string()).optional() }))
  .nullish()

const githubSchema = z
  .array(
    z.looseObject({
      host: z.string().default('github.com'),
      token: z.string().nullish(),
      apiBaseUrl: z.string().nullish(),
      rawBaseUrl: z.string().nullish(),
      apps: z.array(z.unknown()).nullish(),
    }),
  )
  .nullish()

const hostsSchema = z.array(z.looseObject({ host: z.string().optional() })).nullish()

const locationsSchema = z.array(z.looseObject({ type: z.string(), target: z.string() })).nullish()

/**
 * What the reader needs, taken from the configuration: plain JSON, so that it can cross into a worker.
 *
 * @throws input when a section has the wrong shape.
 */
export function readerSettings(config: ConfigReader, options: { cwd: string }): ReaderSettings {
  const allow = parsed(config, 'backend.reading.allow', allowSchema) ?? []
  const fileRoots = fileRootsOf({ cwd: options.cwd, folders: config.folders })
  const github = githubSettings(parsed(config, 'integrations.github', githubSchema) ?? [])
  return {
    allow: allow.map((rule) => ({ host: rule.host, ...(rule.paths ? { paths: rule.paths } : {}) })),
    github,
    hosts: knownHosts(config, github),
    fileRoots,
    trustedFolders: trustedFolders(parsed(config, 'catalog.locations', locationsSchema) ?? [], fileRoots),
    limits: defaultLimits,
  }
}

/** github.com is readable without any configuration, as anonymous reader (contract: catalog-engine §13). */
function githubSettings(entries: NonNullable<z.output<typeof githubSchema>>): GithubSettings[] {
  const settings = entries.map((entry) => {
    const isPublic = entry.host.toLowerCase() === 'github.com'
    const api = isPublic ? 'https://api.github.com' : `https://${entry.host}/api/v3`
    const raw = isPublic ? 'https://raw.githubusercontent.com' : `https://${entry.host}/raw`
    return {
      host: entry.host.toLowerCase(),
      apiBaseUrl: baseUrl(entry.apiBaseUrl, api, entry.host),
      rawBaseUrl: baseUrl(entry.rawBaseUrl, raw, entry.host),
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
    for (const entry of parsed(config, `integrations.${kind}`, hostsSchema) ?? []) {
      if (entry.host) hosts.push({ kind, host: entry.host.toLowerCase() })
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

function parsed<S extends z.ZodType>(config: ConfigReader, path: string, schema: S): z.output<S> {
  const result = schema.safeParse(config.get(path))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const where = [path, ...(issue?.path ?? [])].join('.')
  const origin = config.origin(path)
  const at = origin ? ` (${origin.file}:${origin.line}:${origin.column})` : ''
  throw new PortalError('input', `Configuration ${where}${at}: ${issue?.message ?? 'has the wrong shape'}`)
}
