import { createHash } from 'node:crypto'

/** A repository of the fake GitHub. Every commit keeps all its files; fine for the sizes of a test. */
export interface Repository {
  name: string
  isPrivate: boolean
  defaultBranch: string
  branches: Map<string, Commit>
  commits: Map<string, Commit>
  /** `owner/name` it was renamed to: the API then answers 301. */
  movedTo: string | null
  isArchived: boolean
  pulls: Pull[]
}

/** A pull request of the fake GitHub. */
export interface Pull {
  number: number
  title: string
  body: string
  head: string
  base: string
  state: 'open' | 'closed'
}

export interface Commit {
  sha: string
  message: string
  files: Map<string, string>
}

/** An answer, before it is sent. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

let commitCount = 0

export function newCommit(files: Map<string, string>, message = 'Change files'): Commit {
  const sha = createHash('sha1').update(`commit ${commitCount++}`).digest('hex')
  return { sha, message, files }
}

/** The commit of a branch, of `HEAD`, or of a sha. */
export function commitAt(repository: Repository, ref: string): Commit | undefined {
  if (ref === 'HEAD') return repository.branches.get(repository.defaultBranch)
  return repository.branches.get(ref.replace(/^refs\/heads\//, '')) ?? repository.commits.get(ref)
}

/** The id git gives to this content. */
export function blobId(text: string): string {
  const bytes = Buffer.from(text)
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

/** A stand-in for git's tree id: the same folder content gives the same id. */
export function treeId(files: [path: string, text: string][]): string {
  const lines = files.map(([path, text]) => `${path} ${blobId(text)}`).join('\n')
  return createHash('sha1').update(`tree ${lines}`).digest('hex')
}

export function etagOf(body: string): string {
  return `"${createHash('sha256').update(body).digest('hex')}"`
}
