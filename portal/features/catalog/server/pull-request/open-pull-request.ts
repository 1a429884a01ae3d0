/**
 * Adds a catalog file to a repository on GitHub with a pull request: branch, file, request. Every step finds
 * what an earlier try left behind and goes on from there, so trying again never makes a second one.
 */
import { type Log, PortalError } from '@callboard/sdk'
import { z } from 'zod'
import { encodePath, gitBlobId } from '../read/github-api.ts'
import { parseScmUrl, type ScmUrl } from '../read/scm-url.ts'
import type { GithubSettings, ReaderSettings } from '../read/types.ts'
import { type Answered, type GithubCalls, githubCalls, messageOf, notEnough } from './github-call.ts'

export interface PullRequestDeps {
  settings: ReaderSettings
  fetch: typeof fetch
  log: Log
  /** `catalog.import.entityFilename` */
  fileName: string
  /** `catalog.import.pullRequestBranchName` */
  branch: string
  signal: AbortSignal
}

export interface WantedPullRequest {
  repositoryUrl: string
  fileContent: string
  title: string
  body: string
}

export interface OpenedPullRequest {
  /** Page of the pull request. */
  link: string
  /** Where the file will be once it is merged. */
  location: string
  branch: string
  base: string
  /** False when an open one was found, and brought up to date. */
  isNew: boolean
}

interface Work {
  calls: GithubCalls
  host: GithubSettings
  /** `/repos/owner/name` */
  at: string
  owner: string
  repository: string
  base: string
  deps: PullRequestDeps
}

/** The integration that could open a pull request for an address. @throws input with what is missing. */
export function integrationFor(settings: ReaderSettings, url: string): { host: GithubSettings; scm: ScmUrl } {
  const scm = parseScmUrl(url, settings.hosts)
  if (scm?.kind !== 'github') {
    throw new PortalError('input', 'Pull requests can be opened in repositories on GitHub only', {
      hint: 'Add the file to the repository yourself.',
    })
  }
  const host = settings.github.find((each) => each.host.toLowerCase() === scm.host.toLowerCase())
  if (!host?.token) {
    throw new PortalError('input', `The portal has no token for ${scm.host}`, {
      hint: `With a token in integrations.github for ${scm.host} the portal can open the pull request itself.`,
    })
  }
  return { host, scm }
}

/** @throws input | not_found | conflict | upstream_failed | too_many_requests, each with a hint. */
export async function openPullRequest(
  deps: PullRequestDeps,
  wanted: WantedPullRequest,
): Promise<OpenedPullRequest> {
  const { host, scm } = integrationFor(deps.settings, wanted.repositoryUrl)
  const calls = githubCalls(host, deps.fetch, deps.signal)
  const repository = await readRepository(calls, scm)
  const [owner = ''] = repository.full_name.split('/')
  const work: Work = {
    calls,
    host,
    at: `/repos/${repository.full_name}`,
    owner,
    repository: repository.full_name,
    base: scm.ref ?? repository.default_branch,
    deps,
  }
  const start = await branchTip(work)
  await refuseExistingFile(work)
  const before = await openOne(work)
  if (!before) await makeBranch(work, start)
  await putFile(work, wanted)
  const link = before ?? (await request(work, wanted))
  const file = [work.base, deps.fileName].map(encodePath).join('/')
  return {
    link,
    location: `https://${host.host}/${repository.full_name}/blob/${file}`,
    branch: deps.branch,
    base: work.base,
    isNew: before === undefined,
  }
}

const repositoryAnswer = z.object({
  full_name: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  default_branch: z.string(),
  archived: z.boolean().optional(),
})

async function readRepository(calls: GithubCalls, scm: ScmUrl) {
  let answered = await calls.call('GET', `/repos/${scm.repository}`)
  if (answered.status === 301) answered = await calls.call('GET', renamedPath(answered))
  if (answered.status === 404) {
    throw new PortalError('not_found', `There is no repository ${scm.repository} on ${scm.host}`, {
      hint: `Or the token of integrations.github for ${scm.host} may not see it.`,
    })
  }
  const repository = read(repositoryAnswer, answered)
  if (repository.archived) {
    throw new PortalError('conflict', `${repository.full_name} is archived: nothing can be added to it`)
  }
  return repository
}

/** A renamed repository answers with its number; any other address is not followed with the token. */
function renamedPath({ body }: Answered): string {
  const { url } = z.object({ url: z.string() }).catch({ url: '' }).parse(body)
  const path = /\/(repositories\/\d+|repos\/[\w.-]+\/[\w.-]+)$/.exec(url)?.[1]
  if (!path) throw new PortalError('upstream_failed', 'GitHub redirects without a usable address')
  return `/${path}`
}

async function branchTip(work: Work): Promise<string> {
  const answered = await work.calls.call('GET', `${work.at}/git/ref/heads/${encodePath(work.base)}`)
  if (answered.status === 409) {
    throw new PortalError('conflict', `${work.repository} is empty`, {
      hint: 'Push a first commit, for example a README; then try again.',
    })
  }
  if (answered.status === 404) {
    throw new PortalError('not_found', `${work.repository} has no branch '${work.base}'`, {
      hint: 'Give the address of the repository without a branch to use its default branch.',
    })
  }
  return read(z.object({ object: z.object({ sha: z.string() }) }), answered).object.sha
}

async function refuseExistingFile({ calls, at, base, deps, repository }: Work): Promise<void> {
  const path = `${at}/contents/${encodePath(deps.fileName)}?ref=${encodeURIComponent(base)}`
  if ((await calls.call('GET', path)).status !== 200) return
  throw new PortalError('conflict', `${repository} has a ${deps.fileName} on '${base}' by now`, {
    hint: 'Analyze the repository again to register it.',
  })
}

/** The page of the pull request that is open from our branch already. */
async function openOne({ calls, at, base, owner, deps }: Work): Promise<string | undefined> {
  const query = new URLSearchParams({ state: 'open', head: `${owner}:${deps.branch}`, base })
  const answered = await calls.call('GET', `${at}/pulls?${query}`)
  return read(z.array(z.object({ html_url: z.string() })), answered)[0]?.html_url
}

/** A branch that is there already is used as it is: somebody may have worked on it. */
async function makeBranch(work: Work, sha: string): Promise<void> {
  const { calls, at, deps, host } = work
  const answered = await calls.call('POST', `${at}/git/refs`, { ref: `refs/heads/${deps.branch}`, sha })
  if (answered.status === 201) return
  if (answered.status === 404) throw notEnough(host, '')
  if (answered.status === 422 && /already exists/i.test(messageOf(answered))) {
    deps.log.info('branch for the catalog file is there already', { repository: work.repository })
    return
  }
  throw refused(`The branch '${deps.branch}' could not be made`, answered)
}

async function putFile(work: Work, wanted: WantedPullRequest): Promise<void> {
  const { calls, at, deps, host } = work
  const path = `${at}/contents/${encodePath(deps.fileName)}`
  const known = await calls.call('GET', `${path}?ref=${encodeURIComponent(deps.branch)}`)
  const sha = known.status === 200 ? read(z.object({ sha: z.string() }), known).sha : undefined
  const content = Buffer.from(wanted.fileContent)
  if (sha === gitBlobId(content)) return
  const put = await calls.call('PUT', path, {
    message: wanted.title,
    content: content.toString('base64'),
    branch: deps.branch,
    ...(sha !== undefined && { sha }),
  })
  if (put.status === 200 || put.status === 201) return
  if (put.status === 404) throw notEnough(host, '')
  throw refused(`The file could not be committed to '${deps.branch}'`, put)
}

async function request(work: Work, { title, body }: WantedPullRequest): Promise<string> {
  const { calls, at, base, deps, host } = work
  const answered = await calls.call('POST', `${at}/pulls`, { title, body, head: deps.branch, base })
  if (answered.status === 201) return read(z.object({ html_url: z.string() }), answered).html_url
  if (answered.status === 404) throw notEnough(host, '')
  // Somebody was quicker.
  const other = /already exists/i.test(messageOf(answered)) ? await openOne(work) : undefined
  if (other) return other
  throw refused('The pull request could not be opened', answered)
}

function refused(what: string, answered: Answered): PortalError {
  const said = messageOf(answered) || `GitHub answered ${answered.status}`
  return new PortalError('conflict', `${what}: ${said}`)
}

function read<S extends z.ZodType>(schema: S, { status, body }: Answered): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success && status < 300) return parsed.data
  throw new PortalError('upstream_failed', `GitHub gave an unexpected answer (${status})`)
}
