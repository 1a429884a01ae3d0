import { PortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import { z } from 'zod'
import { createGithubApi, encodePath, type GithubApi, jsonOf } from '../read/github-api.ts'
import { readError } from '../read/read-error.ts'
import type { ScmUrl } from '../read/scm-url.ts'
import type { AnalyzeDeps } from './analyze-location.ts'
import { getGithubFile } from './github-file.ts'

/** Catalog files of a repository, as `url` locations on its default branch. Only GitHub can be searched. */
export async function findCatalogFiles(
  deps: Pick<AnalyzeDeps, 'settings' | 'fetch' | 'log'>,
  scm: ScmUrl,
  options: Search,
): Promise<LocationRef[]> {
  const host = deps.settings.github.find((each) => each.host === scm.host.toLowerCase())
  if (!host) return []
  const api = createGithubApi(host, deps.settings, { fetch: deps.fetch, log: deps.log })
  const branch = scm.ref ?? (await defaultBranch(api, scm.repository, options))
  const branches = branch ? [branch] : ['main', 'master']
  // Code search needs a token, and knows neither forks nor what was pushed a minute ago.
  const searched = api.isSignedIn && !scm.ref ? await searchCode(api, scm.repository, options) : []
  const paths = searched.length > 0 ? searched : [options.catalogFilename]
  for (const each of branches) {
    const there = searched.length > 0 ? paths : await existing(api, scm.repository, each, paths, options)
    if (there.length > 0) return there.sort().map((path) => locationOf(api, scm.repository, each, path))
  }
  return []
}

interface Search {
  target: string
  catalogFilename: string
  signal: AbortSignal | undefined
}

async function defaultBranch(api: GithubApi, repository: string, search: Search): Promise<string | null> {
  // Anonymous requests to the API are too few to spend on what two tries of the raw host tell as well.
  if (!api.isSignedIn) return null
  const got = await api.get(`/repos/${repository}`, search)
  if (got.status !== 200) throw noSuchRepository(repository, api)
  return z.object({ default_branch: z.string() }).parse(jsonOf(got, 'the repository')).default_branch
}

const searchAnswer = z.object({ items: z.array(z.object({ path: z.string(), name: z.string() })) })

async function searchCode(api: GithubApi, repository: string, search: Search): Promise<string[]> {
  const query = encodeURIComponent(`filename:${search.catalogFilename} repo:${repository}`)
  const got = await api.get(`/search/code?q=${query}&per_page=100`, search).catch(unlessForbidden)
  if (got?.status !== 200) return []
  const { items } = searchAnswer.parse(jsonOf(got, 'the code search'))
  // The search also finds `old-catalog-info.yaml.bak`.
  return items.filter((item) => item.name === search.catalogFilename).map((item) => item.path)
}

/** Tokens may be allowed to read files and not to search. */
function unlessForbidden(thrown: unknown): undefined {
  if (thrown instanceof PortalError && thrown.details.status === 403) return undefined
  throw thrown
}

function noSuchRepository(repository: string, { host }: GithubApi): PortalError {
  return readError('not_found', `There is no repository ${repository} on ${host.host}`, {
    hint: `Or the token of integrations.github for ${host.host} may not see it.`,
  })
}

async function existing(
  api: GithubApi,
  repository: string,
  branch: string,
  paths: string[],
  search: Search,
): Promise<string[]> {
  const there: string[] = []
  for (const path of paths) {
    const got = await getGithubFile(api, { repository, branch, path }, search)
    if (got.status === 200) there.push(path)
  }
  return there
}

function locationOf(api: GithubApi, repository: string, branch: string, path: string): LocationRef {
  return {
    type: 'url',
    target: `https://${api.host.host}/${repository}/blob/${encodePath(branch)}/${encodePath(path)}`,
  }
}
