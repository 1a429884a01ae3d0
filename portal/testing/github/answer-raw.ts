import type { IncomingMessage } from 'node:http'
import type { FakeGithub } from './fake-github.ts'
import { type Answer, commitAt, etagOf, type Repository } from './repository.ts'

/** raw.githubusercontent.com: `/<owner>/<repo>/<ref>/<path>`. Private repositories are 404, as there. */
export function answerRaw(
  github: FakeGithub,
  repositories: Map<string, Repository>,
  url: URL,
  request: IncomingMessage,
): Answer {
  const plain = { 'content-type': 'text/plain; charset=utf-8' }
  if (github.brokenWith) return { status: github.brokenWith, headers: plain, body: 'broken' }
  const parts = decodeURIComponent(url.pathname.slice('/raw/'.length)).split('/')
  const repository = repositories.get(parts.slice(0, 2).join('/'))
  const isLongRef = parts[2] === 'refs' && parts[3] === 'heads'
  const ref = isLongRef ? (longestBranch(repository, parts.slice(4)) ?? '') : (parts[2] ?? '')
  const path = parts.slice(isLongRef ? 4 + ref.split('/').length : 3).join('/')
  const text = repository && !repository.isPrivate ? commitAt(repository, ref)?.files.get(path) : undefined
  if (text === undefined) return { status: 404, headers: plain, body: '404: Not Found' }
  const etag = etagOf(text)
  if (request.headers['if-none-match'] === etag) return { status: 304, headers: { etag }, body: '' }
  return { status: 200, headers: { ...plain, etag }, body: text }
}

function longestBranch(repository: Repository | undefined, parts: string[]): string | undefined {
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join('/')
    if (repository?.branches.has(name)) return name
  }
  return undefined
}
