import { encodePath, type GithubApi } from '../read/github-api.ts'
import type { Got } from '../read/http-get.ts'

interface FileAt {
  repository: string
  /** The default branch when absent. */
  branch?: string | undefined
  path: string
}

/**
 * Asks for one file of a repository; anonymously from the raw host, because the API answers few such requests.
 * A file that is not there is status 404.
 */
export function getGithubFile(
  api: GithubApi,
  { repository, branch, path }: FileAt,
  options: { target: string; signal: AbortSignal | undefined; maxBytes?: number },
): Promise<Got> {
  const { target, signal, maxBytes } = options
  const asked = { target, signal, ...(maxBytes !== undefined && { limits: { maxBytes } }) }
  if (!api.isSignedIn) {
    const ref = encodePath(branch ?? 'HEAD')
    return api.get(`${api.host.rawBaseUrl}/${repository}/${ref}/${encodePath(path)}`, asked)
  }
  const ref = branch === undefined ? '' : `?ref=${encodeURIComponent(branch)}`
  const accept = 'application/vnd.github.raw+json'
  return api.get(`/repos/${repository}/contents/${encodePath(path)}${ref}`, { ...asked, accept })
}
