/** What the fake GitHub lets be written: branches, files on them, pull requests. Refusals in GitHub's words. */
import type { IncomingMessage } from 'node:http'
import { failure, json } from './json-answer.ts'
import { type Answer, blobId, newCommit, type Pull, type Repository } from './repository.ts'

/** The write that a request asks for; undefined when there is no such route. */
export function answerWrite(
  repository: Repository,
  rest: string,
  request: IncomingMessage,
  text: string,
): (() => Answer) | undefined {
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, string | undefined>
  const [section, ...parts] = rest.split('/').map(decodeURIComponent)
  const at = `${request.method} ${section}`
  if (at === 'POST git' && parts[0] === 'refs') return () => makeRef(repository, body)
  if (at === 'PUT contents') return () => putFile(repository, parts.join('/'), body)
  if (at === 'POST pulls') return () => openPull(repository, body)
  return undefined
}

/** Fine-grained tokens are told so; who is not signed in does not learn that there is something. */
export function mayNotWrite(repository: Repository, token: string | undefined): Answer {
  if (token === undefined) return failure(repository.isPrivate ? 404 : 401, 'Requires authentication')
  return failure(403, 'Resource not accessible by personal access token')
}

export function readRef(repository: Repository, ref: string): Answer {
  if (repository.branches.size === 0) return failure(409, 'Git Repository is empty.')
  const commit = repository.branches.get(ref.replace(/^heads\//, ''))
  return commit ? json(describeRef(repository, ref, commit.sha)) : failure(404, 'Not Found')
}

export function listPulls(repository: Repository, url: URL): Answer {
  const [owner] = repository.name.split('/')
  const state = url.searchParams.get('state') ?? 'open'
  const head = url.searchParams.get('head')
  const base = url.searchParams.get('base')
  const found = repository.pulls.filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (head === null || head === `${owner}:${pull.head}`) &&
      (base === null || base === pull.base),
  )
  return json(found.map((pull) => describePull(repository, pull)))
}

function makeRef(repository: Repository, { ref = '', sha = '' }: Record<string, string | undefined>): Answer {
  const commit = repository.commits.get(sha)
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
  if (!branch) return failure(422, "Reference name must start with 'refs/'.")
  if (!commit) return failure(422, 'Object does not exist')
  if (repository.branches.has(branch)) return failure(422, 'Reference already exists')
  if (repository.isArchived) return failure(403, 'Repository was archived so is read-only.')
  repository.branches.set(branch, commit)
  return json(describeRef(repository, `heads/${branch}`, sha), 201)
}

function putFile(
  repository: Repository,
  path: string,
  { message, content, branch = repository.defaultBranch, sha }: Record<string, string | undefined>,
): Answer {
  const tip = repository.branches.get(branch)
  if (!tip) return failure(404, `Branch ${branch} not found`)
  if (!message || content === undefined) return failure(422, 'Invalid request.')
  const known = tip.files.get(path)
  if (known !== undefined && sha === undefined)
    return failure(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
  if (known !== undefined && sha !== blobId(known)) return failure(409, `${path} does not match ${sha}`)
  const text = Buffer.from(content, 'base64').toString('utf8')
  const commit = newCommit(new Map(tip.files).set(path, text), message)
  repository.commits.set(commit.sha, commit)
  repository.branches.set(branch, commit)
  const file = { name: path.split('/').at(-1) ?? path, path, sha: blobId(text), type: 'file' }
  const answer = { content: file, commit: { sha: commit.sha, message } }
  return json(answer, known === undefined ? 201 : 200)
}

function openPull(
  repository: Repository,
  { title, body = '', head = '', base = '' }: Record<string, string | undefined>,
): Answer {
  const refuse = (message: string) => failure(422, 'Validation Failed', [{ message }])
  const [from, to] = [repository.branches.get(head), repository.branches.get(base)]
  if (!title || !from || !to) return refuse('head, base or title is invalid')
  if (from.sha === to.sha) return refuse(`No commits between ${base} and ${head}`)
  const [owner] = repository.name.split('/')
  const isOpen = ({ state, ...pull }: Pull) => state === 'open' && pull.head === head && pull.base === base
  if (repository.pulls.some(isOpen)) return refuse(`A pull request already exists for ${owner}:${head}.`)
  const number = repository.pulls.length + 1
  const pull: Pull = { number, title, body, head, base, state: 'open' }
  repository.pulls.push(pull)
  return json(describePull(repository, pull), 201)
}

function describeRef(repository: Repository, ref: string, sha: string) {
  const url = `https://github.example/api/v3/repos/${repository.name}/git`
  const object = { type: 'commit', sha, url: `${url}/commits/${sha}` }
  return { ref: `refs/${ref}`, node_id: 'R_2', url: `${url}/refs/${ref}`, object }
}

function describePull(repository: Repository, { number, title, body, state, head, base }: Pull) {
  const side = (ref: string) => {
    const sha = repository.branches.get(ref)?.sha ?? ''
    return { label: `${repository.name.split('/')[0]}:${ref}`, ref, sha }
  }
  return {
    id: number,
    number,
    state,
    title,
    body,
    url: `https://github.example/api/v3/repos/${repository.name}/pulls/${number}`,
    html_url: `https://github.example/${repository.name}/pull/${number}`,
    head: side(head),
    base: side(base),
  }
}
