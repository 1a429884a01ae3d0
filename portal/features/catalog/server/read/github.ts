import type { LocationRef } from '@callboard/sdk/model'
import type { SourceFile } from '../ingest/types.ts'
import { decodeText } from './decode-text.ts'
import { createGithubApi, encodePath, type GithubApi, gitBlobId, noSuchGithubFile } from './github-api.ts'
import { commitOf, matchingFiles, type TreeFile } from './github-tree.ts'
import { compileGlob } from './glob-pattern.ts'
import type { Got } from './http-get.ts'
import { readError } from './read-error.ts'
import { resolveUrl } from './resolve.ts'
import { parseScmUrl, type ScmUrl } from './scm-url.ts'
import type { ReaderDeps, ReaderSettings } from './types.ts'
import { conditionOf, fileOf } from './url.ts'

/**
 * Files of GitHub repositories. With a token through the API; without one through the raw host, which
 * has no tight rate limit. A pattern costs one conditional request for as long as the branch stands still,
 * and what it found is read by content id, so unchanged files cost nothing.
 */
export interface Github {
  read(
    target: string,
    known: { etag: string | null },
    signal: AbortSignal | undefined,
  ): Promise<SourceFile | 'unchanged'>
  expand(target: string, signal: AbortSignal | undefined): Promise<LocationRef[]>
  api: GithubApi
}

/** How long `read` may rely on what `expand` saw. */
const foundForMs = 60_000
const rememberedCommits = 50
const rememberedFinds = 50_000

interface Found {
  file: TreeFile
  commit: string
  until: number
}

export function createGithub(
  host: ReaderSettings['github'][number],
  settings: ReaderSettings,
  deps: ReaderDeps,
): Github {
  const now = deps.now ?? Date.now
  const api = createGithubApi(host, settings, deps)
  const commits = new Map<string, { commit: string; etag: string | null }>()
  const listings = new Map<string, TreeFile[]>()
  const finds = new Map<string, Found>()

  async function read(target: string, known: { etag: string | null }, signal: AbortSignal | undefined) {
    const url = fileUrlOf(target, settings)
    const found = finds.get(target)
    finds.delete(target)
    if (found?.file.id && found.until > now()) {
      return await readFound(api, url, { id: found.file.id, commit: found.commit, target, known, signal })
    }
    return await readPath(api, url, { target, known, signal })
  }

  async function expand(target: string, signal: AbortSignal | undefined): Promise<LocationRef[]> {
    const url = fileUrlOf(target, settings)
    const ref = url.ref ?? 'HEAD'
    const key = `${url.repository}@${ref}`
    const last = commits.get(key) ?? null
    const head =
      (await commitOf(api, url.repository, ref, { etag: last?.etag ?? null }, { target, signal })) ?? last
    if (!head) throw noSuchGithubFile(target, api)
    remember(commits, key, head, rememberedCommits)

    const listing = `${url.repository}@${head.commit}:${url.path}`
    const files =
      listings.get(listing) ??
      (await matchingFiles(api, url.repository, head.commit, compileGlob(url.path), { target, signal }))
    remember(listings, listing, files, rememberedCommits)
    return files.map((file) => {
      const each = resolveUrl(target, `/${encodePath(file.path)}`, settings.hosts)
      remember(finds, each, { file, commit: head.commit, until: now() + foundForMs }, rememberedFinds)
      return { type: 'url', target: each }
    })
  }

  return { read, expand, api }
}

interface Asked {
  target: string
  known: { etag: string | null }
  signal: AbortSignal | undefined
}

async function readFound(api: GithubApi, url: ScmUrl, asked: Asked & { id: string; commit: string }) {
  const etag = `git:${asked.id}`
  if (etag === asked.known.etag) return 'unchanged' as const
  const got = api.isSignedIn
    ? await api.get(`/repos/${url.repository}/git/blobs/${asked.id}`, { ...asked, accept: rawType })
    : await api.get(rawUrl(api, url, asked.commit), asked)
  const file = toFile(asked.target, got, api, null)
  return file === 'unchanged' ? file : { ...file, etag, revision: asked.commit }
}

async function readPath(api: GithubApi, url: ScmUrl, asked: Asked) {
  const ref = url.ref ?? 'HEAD'
  const options = { ...asked, accept: rawType, headers: conditionOf(asked.known.etag) }
  const got = api.isSignedIn
    ? await api.get(
        `/repos/${url.repository}/contents/${encodePath(url.path)}?ref=${encodeURIComponent(ref)}`,
        options,
      )
    : await api.get(rawUrl(api, url, ref), options)
  const isSame =
    asked.known.etag?.startsWith('git:') &&
    got.status === 200 &&
    asked.known.etag === `git:${gitBlobId(got.bytes)}`
  if (isSame) return 'unchanged' as const
  const file = toFile(asked.target, got, api, asked.known.etag)
  if (file === 'unchanged') return file
  return { ...file, revision: /^[0-9a-f]{40}$/.test(ref) ? ref : null }
}

const rawType = 'application/vnd.github.v3.raw'

function toFile(target: string, got: Got, api: GithubApi, known: string | null): SourceFile | 'unchanged' {
  if (got.status !== 200 && got.status !== 304) throw noSuchGithubFile(target, api)
  const type = got.headers.get('content-type') ?? ''
  // The API answers a folder with a JSON list, whatever was asked for.
  if (/^application\/json/.test(type) && isListing(got.bytes)) {
    throw readError('input', `Unable to read url, ${target} is a folder`, {
      hint: 'Point at a file, or use a pattern such as /*/catalog-info.yaml.',
    })
  }
  return fileOf(target, got, known)
}

function isListing(bytes: Uint8Array): boolean {
  return decodeText(bytes.subarray(0, 64))?.trimStart().startsWith('[') === true
}

/** Slashes in a ref are only understood by the raw host when it is told that a branch is meant. */
function rawUrl(api: GithubApi, url: ScmUrl, ref: string): string {
  const shown = ref.includes('/') && !ref.startsWith('refs/') ? `refs/heads/${ref}` : ref
  return `${api.host.rawBaseUrl}/${url.repository}/${encodePath(shown)}/${encodePath(url.path)}`
}

function fileUrlOf(target: string, settings: ReaderSettings): ScmUrl {
  const url = parseScmUrl(target, settings.hosts)
  if (url?.form && url.path && isPlain(url.path)) return url
  const host = new URL(target).host
  throw readError('input', `Unable to read url, ${target} is not the address of a file`, {
    hint: `Write https://${host}/<owner>/<repository>/blob/<branch>/<path>.`,
  })
}

/** `.`, `..` and empty segments also arrive encoded; no file is called that. */
function isPlain(path: string): boolean {
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..') && !path.includes('\0')
}

/** Keeps a map small by forgetting its oldest entry. */
function remember<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= most) return
  const oldest = map.keys().next()
  if (!oldest.done) map.delete(oldest.value)
}
