import type { LocationRef } from '@callboard/sdk/model'
import { asForm, resolveUrl } from './resolve.ts'
import { parseScmUrl, type ScmUrl } from './scm-url.ts'
import type { KnownHost, Links } from './types.ts'

/**
 * Where a person can look at and change the file. Plain hosts have a view link only: where the file is
 * edited cannot be told from a raw address (contract: catalog-model §11).
 */
export function linksOf(location: LocationRef, hosts: KnownHost[]): Links {
  if (location.type !== 'url' || !/^https?:\/\//i.test(location.target)) return {}
  const view = location.target
  const scm = safeParse(view, hosts)
  if (!scm) return { view }
  const edit = /[0-9a-f]{40,}/i.test(view) ? undefined : editUrl(new URL(view), scm)
  return { view, ...(edit ? { edit } : {}), source: `url:${resolveUrl(view, './', hosts)}` }
}

function safeParse(target: string, hosts: KnownHost[]): ScmUrl | null {
  try {
    return parseScmUrl(target, hosts)
  } catch {
    return null
  }
}

function editUrl(url: URL, scm: ScmUrl): string {
  switch (scm.kind) {
    case 'github':
      return asForm(url, 'edit').href
    case 'gitlab':
      url.pathname = url.pathname.replace(/\/(?:-\/)?(blob|tree|raw)\//, '/-/edit/')
      return url.href
    case 'bitbucketCloud':
    case 'bitbucketServer':
      url.searchParams.set('mode', 'edit')
      url.searchParams.set('spa', '0')
      if (scm.ref) url.searchParams.set('at', scm.ref)
      return url.href
    case 'gitea':
      url.pathname = url.pathname.replace(/\/(src|raw)\/(branch|tag|commit)\//, '/_edit/')
      return url.href
    case 'harness':
      url.pathname = url.pathname.replace('/files/', '/edit/')
      return url.href
    case 'azure':
    case 'gerrit':
      return url.href
  }
}
