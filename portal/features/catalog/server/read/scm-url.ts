import { readError } from './read-error.ts'
import type { HostKind, KnownHost } from './types.ts'

/** A URL of a file, folder or repository on a git host whose URL shapes we know. */
export interface ScmUrl {
  kind: HostKind
  host: string
  /** `owner/name`, or the longer path of the project. Still encoded, as in the URL. */
  repository: string
  /** Branch, tag or commit; null when the URL names none. */
  ref: string | null
  /** `blob`, `tree`, `raw`, `edit`, `src`, `browse` …, or null for the repository itself. */
  form: string | null
  /** Path of the URL up to the root of the repository's files, without a slash at the end. */
  root: string
  /** Path inside the repository, decoded, without leading slash. */
  path: string
}

/** Hosts known without any configuration. */
export const wellKnownHosts: KnownHost[] = [
  { kind: 'github', host: 'github.com' },
  { kind: 'gitlab', host: 'gitlab.com' },
  { kind: 'bitbucketCloud', host: 'bitbucket.org' },
  { kind: 'azure', host: 'dev.azure.com' },
]

/** What people call the product behind a host. */
export const hostNames: Record<HostKind, string> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  bitbucketCloud: 'Bitbucket Cloud',
  bitbucketServer: 'Bitbucket Server',
  azure: 'Azure DevOps',
  gitea: 'Gitea',
  gerrit: 'Gerrit',
  harness: 'Harness',
}

/** Per kind: repository, form, ref, path, each a named group; the first pattern that fits is taken. */
const shapes: Record<HostKind, RegExp[]> = {
  github: [
    /^(?<repo>\/[^/]+\/[^/]+)\/(?<form>blob|tree|raw|edit)\/(?<ref>[^/]+)(?:\/(?<path>.*))?$/,
    /^(?<repo>\/[^/]+\/[^/]+)\/?$/,
  ],
  gitlab: [
    /^(?<repo>\/[^/]+(?:\/[^/]+){1,30}?)\/(?:-\/)?(?<form>blob|tree|raw|edit)\/(?<ref>[^/]+)(?:\/(?<path>.*))?$/,
    /^(?<repo>\/[^/]+(?:\/[^/]+){1,30})\/?$/,
  ],
  bitbucketCloud: [
    /^(?<repo>\/[^/]+\/[^/]+)\/(?<form>src|raw)\/(?<ref>[^/]+)(?:\/(?<path>.*))?$/,
    /^(?<repo>\/[^/]+\/[^/]+)\/?$/,
  ],
  bitbucketServer: [
    /^\/projects(?<repo>\/[^/]+\/repos\/[^/]+)\/(?<form>browse|raw)(?:\/(?<path>.*))?$/,
    /^\/projects(?<repo>\/[^/]+\/repos\/[^/]+)\/?$/,
  ],
  azure: [/^(?<repo>(?:\/[^/]+){1,4}\/_git\/[^/]+)\/?$/],
  gitea: [
    /^(?<repo>\/[^/]+\/[^/]+)\/(?<form>src|raw)\/(?:branch|tag|commit)\/(?<ref>[^/]+)(?:\/(?<path>.*))?$/,
    /^(?<repo>\/[^/]+\/[^/]+)\/?$/,
  ],
  gerrit: [/^(?<repo>.{1,500}?)\/(?<form>\+)\/(?<ref>(?:refs\/heads\/)?[^/]+)(?:\/(?<path>.*))?$/],
  harness: [/^(?<repo>.{1,500}?\/repos\/[^/]+)\/(?<form>files|edit)\/(?<ref>[^/]+)\/~(?:\/(?<path>.*))?$/],
}

/**
 * Reads the parts out of a git host's URL; null for a host or a shape that is not known.
 *
 * @throws input when it climbs with `..`, plain or encoded.
 */
export function parseScmUrl(target: string, hosts: KnownHost[]): ScmUrl | null {
  if (!URL.canParse(target)) return null
  const url = new URL(target)
  const known = hosts.find((each) => each.host.toLowerCase() === url.host)
  if (!known) return null
  refuseTraversal(target)
  for (const shape of shapes[known.kind]) {
    const groups = shape.exec(url.pathname)?.groups
    if (!groups) continue
    const path = known.kind === 'azure' ? (url.searchParams.get('path') ?? '') : decode(groups.path ?? '')
    return {
      kind: known.kind,
      host: known.host,
      repository: repositoryName(groups.repo ?? ''),
      form: groups.form ?? (known.kind === 'azure' && path ? 'path' : null),
      ref: refOf(known.kind, url, groups.ref),
      root: rootOf(url.pathname, groups.path ?? ''),
      path: path.replace(/^\/+/, ''),
    }
  }
  return null
}

function repositoryName(repo: string): string {
  return repo
    .replace(/^\//, '')
    .replace('/repos/', '/')
    .replace('/_git/', '/')
    .replace(/\.git$/, '')
}

function refOf(kind: HostKind, url: URL, ref: string | undefined): string | null {
  if (kind === 'bitbucketServer') return url.searchParams.get('at')
  if (kind === 'azure') return url.searchParams.get('version')?.replace(/^G[BTC]/, '') ?? null
  return ref === undefined ? null : decode(ref)
}

function rootOf(pathname: string, path: string): string {
  return pathname.slice(0, pathname.length - path.length).replace(/\/+$/, '')
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The URL parser folds `..` away silently; so the text as written is what is looked at. */
function refuseTraversal(target: string): void {
  const path = target.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[#].*$/, '')
  if (/(^|[/\\=]|%2f|%5c)(\.|%2e){2}([/\\?&]|%2f|%5c|$)/i.test(path)) {
    throw readError('input', `Unable to read url, '${target}' climbs out of its folder with '..'`, {
      hint: 'Write the address of the file without "..".',
    })
  }
}
