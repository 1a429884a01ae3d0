import { z } from 'zod'
import { type GithubApi, jsonOf, noSuchGithubFile } from './github-api.ts'
import { matchesGlob, reach, type Segment, step } from './glob-pattern.ts'
import { readError } from './read-error.ts'

/** A file in a commit. `id` is null where the entry is not the content itself (a symbolic link). */
export interface TreeFile {
  path: string
  id: string | null
}

const treeAnswer = z.object({
  sha: z.string(),
  truncated: z.boolean().default(false),
  tree: z.array(
    z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string().nullish() }),
  ),
})
type TreeAnswer = z.output<typeof treeAnswer>

/** GitHub gives up at 7 MB; anything larger is not GitHub. */
const treeLimits = { maxBytes: 32_000_000 }
const maxFolders = 300

/** The commit a branch or tag points to now. `null`: as the validator said, nothing new. */
export async function commitOf(
  api: GithubApi,
  repository: string,
  ref: string,
  known: { etag: string | null },
  options: { target: string; signal: AbortSignal | undefined },
): Promise<{ commit: string; etag: string | null } | null> {
  if (/^[0-9a-f]{40}$/.test(ref)) return { commit: ref, etag: null }
  const got = await api.get(`/repos/${repository}/commits/${encodeURIComponent(ref)}`, {
    ...options,
    accept: 'application/vnd.github.sha',
    headers: known.etag ? { 'if-none-match': known.etag } : {},
  })
  if (got.status === 304) return null
  if (got.status !== 200) throw noSuchGithubFile(options.target, api)
  const commit = Buffer.from(got.bytes).toString('utf8').trim()
  if (!/^[0-9a-f]{40,64}$/.test(commit)) {
    throw readError('upstream_failed', `Unable to read url, ${api.host.host} named no commit for '${ref}'`)
  }
  return { commit, etag: got.headers.get('etag') }
}

/** The files of a commit that match, sorted by path. Huge repositories are read folder by folder. */
export async function matchingFiles(
  api: GithubApi,
  repository: string,
  commit: string,
  patterns: Segment[][],
  options: { target: string; signal: AbortSignal | undefined },
): Promise<TreeFile[]> {
  const whole = await readTree(api, repository, commit, true, options)
  const files = whole.truncated
    ? await matchFolderByFolder(api, repository, commit, patterns, options)
    : whole.tree
        .filter(isFile)
        .filter((entry) => matchesGlob(patterns, entry.path))
        .map(toFile)
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function matchFolderByFolder(
  api: GithubApi,
  repository: string,
  commit: string,
  patterns: Segment[][],
  options: { target: string; signal: AbortSignal | undefined },
): Promise<TreeFile[]> {
  const found: TreeFile[] = []
  const open = [{ path: '', sha: commit, states: patterns.map((segments) => reach(segments, [0])) }]
  for (let asked = 0; open.length > 0; asked++) {
    if (asked >= maxFolders) throw tooWide(options.target)
    const folder = open.shift()
    if (!folder) break
    const listing = await readTree(api, repository, folder.sha, false, options)
    if (listing.truncated) throw tooWide(options.target)
    for (const entry of listing.tree) {
      const path = folder.path ? `${folder.path}/${entry.path}` : entry.path
      const isLast = isFile(entry)
      const states = patterns.map((segments, index) =>
        step(segments, folder.states[index] ?? [], entry.path, isLast),
      )
      if (isLast && states.some((each, index) => each.includes(patterns[index]?.length ?? -1))) {
        found.push(toFile({ ...entry, path }))
      }
      if (entry.type === 'tree' && entry.sha && states.some((each) => each.length > 0)) {
        open.push({ path, sha: entry.sha, states })
      }
    }
  }
  return found
}

async function readTree(
  api: GithubApi,
  repository: string,
  sha: string,
  isRecursive: boolean,
  options: { target: string; signal: AbortSignal | undefined },
): Promise<TreeAnswer> {
  const path = `/repos/${repository}/git/trees/${sha}${isRecursive ? '?recursive=1' : ''}`
  const got = await api.get(path, { ...options, limits: treeLimits })
  if (got.status !== 200) throw noSuchGithubFile(options.target, api)
  const parsed = treeAnswer.safeParse(jsonOf(got, path))
  if (parsed.success) return parsed.data
  throw readError('upstream_failed', `Unable to read url, ${api.host.host} answered an unknown kind of tree`)
}

type TreeEntry = TreeAnswer['tree'][number]

function isFile(entry: TreeEntry): boolean {
  return entry.type === 'blob'
}

function toFile(entry: TreeEntry): TreeFile {
  return { path: entry.path, id: entry.mode === '120000' ? null : (entry.sha ?? null) }
}

function tooWide(target: string) {
  return readError('too_large', `Unable to read url, the repository has too many files for ${target}`, {
    hint: 'Start the pattern in a narrower folder, e.g. /services/*/catalog-info.yaml.',
  })
}
