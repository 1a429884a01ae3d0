import {
  dirname,
  isAbsolute,
  join,
  normalize,
  relative as relativePath,
  resolve as resolvePath,
} from 'node:path'
import type { LocationRef } from '@callboard/sdk/model'
import { readError } from './read-error.ts'
import { parseScmUrl } from './scm-url.ts'
import type { KnownHost, ReaderSettings } from './types.ts'

/** See `Reader.resolve`. */
export function resolveLocation(
  base: LocationRef,
  relative: string,
  as: 'include' | 'target',
  settings: Pick<ReaderSettings, 'hosts' | 'trustedFolders'>,
): LocationRef {
  if (/^https?:\/\//i.test(relative)) return { type: 'url', target: relative }
  if (base.type === 'url') {
    return { type: 'url', target: resolveUrl(base.target, relative, settings.hosts) }
  }
  if (base.type !== 'file') return { type: base.type, target: relative }
  if (as === 'target') {
    const target = relative.startsWith('.') ? join(dirname(base.target), relative) : relative
    return { type: 'file', target }
  }
  return { type: 'file', target: resolveInclude(base.target, relative, settings.trustedFolders) }
}

/** A file pulls in only files of its own folder, or of a folder that the configuration points at. */
function resolveInclude(base: string, relative: string, trusted: string[]): string {
  const folder = dirname(base)
  const target = isAbsolute(relative) ? normalize(relative) : join(folder, relative)
  const full = resolvePath(target)
  const around = trusted.filter((each) => isInside(resolvePath(base), each))
  if ([resolvePath(folder), ...around].some((each) => isInside(full, each))) return target
  throw readError('forbidden', `'${relative}' is outside of the folder of ${base}`, {
    hint: 'A file may pull in only files of its own folder or below the folder of its location.',
  })
}

/** Whether `path` is `folder` or below it; both absolute. */
export function isInside(path: string, folder: string): boolean {
  const rest = relativePath(folder, path)
  return rest === '' || (rest !== '..' && !rest.startsWith('../') && !isAbsolute(rest))
}

/**
 * A reference found in a file of a URL → absolute URL. On git hosts a leading slash means the root of
 * the repository, and GitHub's result takes the `/tree/` form (contract: catalog-model §8).
 *
 * @throws input when the two make no URL.
 */
export function resolveUrl(base: string, relative: string, hosts: KnownHost[]): string {
  const scm = parseScmUrl(base, hosts)
  if (!URL.canParse(base) || !URL.canParse(relative, base)) {
    throw readError('input', `could not form a URL out of ${base} and ${relative}`)
  }
  if (!scm?.form) return new URL(relative, base).href
  const url = new URL(base)
  if (scm.kind === 'azure') {
    url.searchParams.set('path', decodeURI(new URL(relative, `https://host/${scm.path}`).pathname))
    return url.href
  }
  // Joined below a stand-in root, so that `..` cannot leave the repository or reach another one.
  const inside = new URL(relative, `https://host${new URL(`https://host/${encodeURI(scm.path)}`).pathname}`)
  url.pathname = `${scm.root}${inside.pathname}`
  if (scm.kind === 'github') return asForm(url, 'tree').href
  return url.href
}

/** A GitHub URL with another word between repository and ref. */
export function asForm(url: URL, form: 'tree' | 'edit' | 'blob'): URL {
  const changed = new URL(url)
  changed.pathname = url.pathname.replace(/^(\/[^/]+\/[^/]+)\/(blob|tree|raw|edit)\//, `$1/${form}/`)
  return changed
}
