import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerApi } from './answer-api.ts'
import { answerRaw } from './answer-raw.ts'
import { newCommit, type Pull, type Repository } from './repository.ts'

/**
 * A small GitHub for tests: REST API under `/api/v3` and raw files under `/raw`, over repositories that
 * live in memory. Its answers are checked against GitHub's published description (`description.ts`).
 *
 * @example
 * const github = await startFakeGithub({ 'acme/shop': { 'catalog-info.yaml': 'kind: Component' } })
 * github.push('acme/shop', { 'catalog-info.yaml': 'kind: API' })
 */
export interface FakeGithub {
  apiBaseUrl: string
  rawBaseUrl: string
  /** Replaces or removes (`null`) files of the default branch, as a new commit; returns its sha. */
  push(repository: string, files: Record<string, string | null>): string
  /** The pull requests of a repository, as they are now. */
  pulls(repository: string): Pull[]
  /** Merges an open pull request into its base. */
  merge(repository: string, number: number): void
  /** A file on a branch, or undefined. */
  fileAt(repository: string, branch: string, path: string): string | undefined
  /** Settings of a repository: `isPrivate`, `defaultBranch`, `movedTo`. */
  change(repository: string, changes: Partial<Repository>): void
  /** Tokens that are accepted; with any, others get 401. */
  tokens: Set<string>
  /** Of them, those that may read and not write. */
  readers: Set<string>
  /** Requests left before the API says "rate limit"; `null` for no limit. */
  remaining: number | null
  /** Seconds since 1970 at which the limit ends. */
  resetAt: number
  /** Trees with more entries than this are answered truncated. */
  treeLimit: number
  /** Answers every request with this status while set. */
  brokenWith: number | null
  requests: { method: string; path: string; status: number; headers: IncomingMessage['headers'] }[]
  close(): Promise<void>
}

export async function startFakeGithub(
  repositories: Record<string, Record<string, string>>,
): Promise<FakeGithub> {
  const stored = new Map<string, Repository>()
  for (const [name, files] of Object.entries(repositories)) {
    const first = newCommit(new Map(Object.entries(files)))
    stored.set(name, {
      name,
      isPrivate: false,
      defaultBranch: 'main',
      branches: new Map([['main', first]]),
      commits: new Map([[first.sha, first]]),
      movedTo: null,
      isArchived: false,
      pulls: [],
    })
  }
  const server = createServer(async (request, response) => {
    const body = await textOf(request)
    const url = new URL(request.url ?? '/', github.apiBaseUrl)
    const answer = url.pathname.startsWith('/raw/')
      ? answerRaw(github, stored, url, request)
      : answerApi(github, stored, url, request, body)
    github.requests.push({
      method: request.method ?? 'GET',
      path: url.pathname + url.search,
      status: answer.status,
      headers: request.headers,
    })
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  const github: FakeGithub = {
    apiBaseUrl: `http://127.0.0.1:${port}/api/v3`,
    rawBaseUrl: `http://127.0.0.1:${port}/raw`,
    push(name, files) {
      const repository = stored.get(name)
      if (!repository) throw new Error(`no repository ${name}`)
      const next = new Map(repository.branches.get(repository.defaultBranch)?.files)
      for (const [path, text] of Object.entries(files)) {
        if (text === null) next.delete(path)
        else next.set(path, text)
      }
      const commit = newCommit(next)
      repository.commits.set(commit.sha, commit)
      repository.branches.set(repository.defaultBranch, commit)
      return commit.sha
    },
    pulls: (name) => stored.get(name)?.pulls ?? [],
    merge(name, number) {
      const repository = stored.get(name)
      const pull = repository?.pulls.find((each) => each.number === number)
      const head = pull && repository?.branches.get(pull.head)
      if (!repository || !pull || !head) throw new Error(`no pull request ${number} in ${name}`)
      repository.branches.set(pull.base, head)
      pull.state = 'closed'
    },
    fileAt: (name, branch, path) => stored.get(name)?.branches.get(branch)?.files.get(path),
    change: (name, changes) => void Object.assign(stored.get(name) ?? {}, changes),
    tokens: new Set(),
    readers: new Set(),
    remaining: null,
    resetAt: Math.floor(Date.now() / 1000) + 3600,
    treeLimit: Number.POSITIVE_INFINITY,
    brokenWith: null,
    requests: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return github
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
