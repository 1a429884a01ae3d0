/** Words that stand between a repository and a path in it, in the URLs of git hosts. */
const markers = new Set(['blob', 'tree', 'raw', 'edit', 'src', 'browse', 'files', '+', '_edit'])

/**
 * `host/owner/repository` of a URL that names a file in a repository, by its shape and without knowing the
 * host; null for a plain web URL (contract: catalog-model §8).
 *
 * @example
 * repositoryOf('https://github.com/acme/shop/blob/main/api.yaml') // 'github.com/acme/shop'
 */
export function repositoryOf(target: string): string | null {
  if (!URL.canParse(target)) return null
  const url = new URL(target)
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  const git = segments.indexOf('_git')
  if (git > 0 && segments[git + 1] !== undefined && url.searchParams.has('path')) {
    return name(url, segments.slice(0, git + 2))
  }
  const marker = segments.findIndex((segment, index) => index >= 2 && markers.has(segment))
  if (marker === -1 || segments.length <= marker + 1) return null
  const end = segments[marker - 1] === '-' ? marker - 1 : marker
  return end >= 2 ? name(url, segments.slice(0, end)) : null
}

function name(url: URL, segments: string[]): string {
  return [url.host, ...segments]
    .join('/')
    .replace(/\.git$/, '')
    .toLowerCase()
}
