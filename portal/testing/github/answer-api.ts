import type { IncomingMessage } from 'node:http'
import { answerWrite, listPulls, mayNotWrite, readRef } from './answer-write.ts'
import type { FakeGithub } from './fake-github.ts'
import { failure, json, jsonType } from './json-answer.ts'
import { type Answer, blobId, commitAt, etagOf, type Repository, treeId } from './repository.ts'

/** The routes of GitHub's REST API that the portal needs: reading a catalog, and opening a pull request. */
export function answerApi(
  github: FakeGithub,
  repositories: Map<string, Repository>,
  url: URL,
  request: IncomingMessage,
  body: string,
): Answer {
  if (github.brokenWith) return failure(github.brokenWith, 'Server Error')
  const token = request.headers.authorization?.replace(/^(Bearer|token) /i, '')
  if (token !== undefined && !github.tokens.has(token)) return failure(401, 'Bad credentials')
  const limited = countDown(github)
  if (limited) return limited

  const path = url.pathname.replace(/^\/api\/v3/, '')
  if (path === '/search/code') {
    if (token === undefined) return failure(401, 'Requires authentication')
    return conditional(searchCode(repositories, url), request)
  }
  const match = /^\/repos\/([^/]+\/[^/]+)(?:\/(.*))?$/.exec(path)
  const repository = match?.[1] ? repositories.get(match[1]) : undefined
  if (!repository || (repository.isPrivate && token === undefined)) return failure(404, 'Not Found')
  const writing = request.method !== 'GET' && answerWrite(repository, match?.[2] ?? '', request, body)
  if (writing) return token && !github.readers.has(token) ? writing() : mayNotWrite(repository, token)
  if (repository.movedTo) {
    const location = `${github.apiBaseUrl}${path.replace(repository.name, repository.movedTo)}${url.search}`
    return { ...failure(301, 'Moved Permanently'), headers: { 'content-type': jsonType, location } }
  }
  return conditional(answerRepository(repository, match?.[2] ?? '', url, request, github), request)
}

function answerRepository(
  repository: Repository,
  rest: string,
  url: URL,
  request: IncomingMessage,
  github: FakeGithub,
): Answer {
  const accept = request.headers.accept ?? ''
  const [section, ...parts] = rest.split('/').map(decodeURIComponent)
  const argument = parts.join('/')
  if (section === '') return json(describeRepository(repository))
  if (section === 'contents') return contents(repository, argument, url, accept)
  if (section === 'commits') return commit(repository, argument, accept)
  if (section === 'pulls') return listPulls(repository, url)
  if (section === 'git' && parts[0] === 'ref') return readRef(repository, parts.slice(1).join('/'))
  if (section === 'git' && parts[0] === 'trees') return tree(repository, parts[1] ?? '', url, github)
  if (section === 'git' && parts[0] === 'blobs') return blob(repository, parts[1] ?? '', accept)
  return failure(404, 'Not Found')
}

function contents(repository: Repository, path: string, url: URL, accept: string): Answer {
  const files = commitAt(repository, url.searchParams.get('ref') ?? 'HEAD')?.files
  const text = files?.get(path)
  if (text !== undefined) return accept.includes('raw') ? raw(text) : json(describeFile(path, text))
  const below = [...(files ?? [])].filter(([each]) => each.startsWith(`${path}/`))
  if (below.length === 0) return failure(404, 'Not Found')
  return json(below.map(([each, content]) => describeFile(each, content)))
}

function commit(repository: Repository, ref: string, accept: string): Answer {
  const found = commitAt(repository, ref)
  if (!found) return failure(422, `No commit found for SHA: ${ref}`)
  if (!accept.includes('sha')) return failure(415, 'Only the sha form is served by this fake')
  return {
    status: 200,
    headers: { 'content-type': 'application/vnd.github.sha; charset=utf-8' },
    body: found.sha,
  }
}

function tree(repository: Repository, sha: string, url: URL, github: FakeGithub): Answer {
  const folder = folderAt(repository, sha)
  if (!folder) return failure(404, 'Not Found')
  const isRecursive = url.searchParams.has('recursive')
  const entries = new Map<string, object>()
  for (const [path, text] of folder) {
    const names = path.split('/')
    const depth = isRecursive ? names.length : 1
    for (let length = 1; length <= Math.min(depth, names.length - 1); length++) {
      const name = names.slice(0, length).join('/')
      const inside = folder
        .filter(([each]) => each.startsWith(`${name}/`))
        .map(([each, content]): [string, string] => [each.slice(name.length + 1), content])
      entries.set(name, { path: name, mode: '040000', type: 'tree', sha: treeId(inside) })
    }
    if (depth < names.length) continue
    const size = Buffer.byteLength(text)
    entries.set(path, { path, mode: '100644', type: 'blob', sha: blobId(text), size })
  }
  const all = [...entries.values()]
  const isTruncated = isRecursive && all.length > github.treeLimit
  return json({
    sha,
    url: `${github.apiBaseUrl}/repos/${repository.name}/git/trees/${sha}`,
    tree: isTruncated ? all.slice(0, github.treeLimit) : all,
    truncated: isTruncated,
  })
}

/** The files of a commit, or of the folder that a tree id names, paths relative to it. */
function folderAt(repository: Repository, sha: string): [string, string][] | null {
  const whole = commitAt(repository, sha)
  if (whole) return [...whole.files]
  for (const { files } of repository.commits.values()) {
    const folders = new Set<string>()
    for (const path of files.keys()) {
      const names = path.split('/').slice(0, -1)
      for (const [index] of names.entries()) folders.add(`${names.slice(0, index + 1).join('/')}/`)
    }
    for (const folder of folders) {
      const inside = [...files].filter(([path]) => path.startsWith(folder))
      const relative = inside.map(([path, text]): [string, string] => [path.slice(folder.length), text])
      if (treeId(relative) === sha) return relative
    }
  }
  return null
}

function blob(repository: Repository, sha: string, accept: string): Answer {
  for (const { files } of repository.commits.values()) {
    for (const text of files.values()) {
      if (blobId(text) !== sha) continue
      if (accept.includes('raw')) return raw(text)
      return failure(415, 'Only the raw form is served by this fake')
    }
  }
  return failure(404, 'Not Found')
}

function searchCode(repositories: Map<string, Repository>, url: URL): Answer {
  const query = url.searchParams.get('q') ?? ''
  const filename = /filename:(\S+)/.exec(query)?.[1] ?? ''
  const repository = repositories.get(/repo:(\S+)/.exec(query)?.[1] ?? '')
  if (!repository) return failure(422, 'Validation Failed')
  const files = [...(commitAt(repository, 'HEAD')?.files ?? [])]
  const items = files
    .filter(([path]) => (path.split('/').at(-1) ?? '').includes(filename))
    .map(([path, text]) => {
      const { name, sha, url: api, git_url, html_url } = describeFile(path, text)
      const found = { name, path, sha, url: api, git_url, html_url, score: 1 }
      return { ...found, repository: describeRepository(repository) }
    })
  return json({ total_count: items.length, incomplete_results: false, items })
}

function describeFile(path: string, text: string) {
  const sha = blobId(text)
  const at = `https://github.example/${path}`
  return {
    type: 'file',
    name: path.split('/').at(-1) ?? path,
    path,
    sha,
    size: Buffer.byteLength(text),
    encoding: 'base64',
    content: Buffer.from(text).toString('base64'),
    url: at,
    git_url: at,
    html_url: at,
    download_url: at,
    _links: { git: at, html: at, self: at },
  }
}

function describeRepository(repository: Repository) {
  const [owner = '', name = ''] = repository.name.split('/')
  return {
    id: 1,
    node_id: 'R_1',
    name,
    full_name: repository.name,
    owner: { login: owner, id: 2, type: 'Organization' },
    private: repository.isPrivate,
    fork: false,
    archived: repository.isArchived,
    html_url: `https://github.example/${repository.name}`,
    url: `https://github.example/api/v3/repos/${repository.name}`,
    default_branch: repository.defaultBranch,
    visibility: repository.isPrivate ? 'private' : 'public',
  }
}

function countDown(github: FakeGithub): Answer | null {
  if (github.remaining === null) return null
  if (github.remaining > 0) {
    github.remaining--
    return null
  }
  const limited = failure(403, 'API rate limit exceeded')
  return {
    ...limited,
    headers: {
      ...limited.headers,
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(github.resetAt),
    },
  }
}

function conditional(answer: Answer, request: IncomingMessage): Answer {
  if (answer.status !== 200) return answer
  const etag = etagOf(answer.body)
  const headers = { ...answer.headers, etag }
  if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag }, body: '' }
  return { ...answer, headers }
}

function raw(text: string): Answer {
  const headers = { 'content-type': 'application/vnd.github.v3.raw; charset=utf-8' }
  return { status: 200, headers, body: text }
}
