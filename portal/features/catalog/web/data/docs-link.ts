import type { EntityView } from '@callboard/sdk/model'
import type { WebFeature } from '@callboard/sdk/web'
import { safeHref } from '@callboard/ui'
import { annotationOf, textOf } from './entity-text.ts'

/** Where the documentation of an entity is: a page of the portal (`to`) or an address elsewhere (`href`). */
export type DocsLink = { to: string } | { href: string }

const aboutDocs = /\b(docs?|documentation|handbook|manual|guide|runbook|wiki)\b/i

/** The pages of the portal where it has some, else what the entity itself names: its docs folder or a link. */
export function docsLinkOf(entity: EntityView, features: WebFeature[]): DocsLink | undefined {
  const ref = annotationOf(entity, 'backstage.io/techdocs-ref')
  const hasPages = features.some(({ pages = [] }) => pages.some(({ path }) => path.startsWith('/docs/')))
  if (hasPages && (ref || annotationOf(entity, 'backstage.io/techdocs-entity'))) {
    const { namespace = 'default', name } = entity.metadata
    const parts = [namespace, entity.kind, name].map((part) => encodeURIComponent(part.toLowerCase()))
    return { to: `/docs/${parts.join('/')}` }
  }
  const href = (ref && docsFolder(entity, ref)) ?? linkTitledDocs(entity)
  return href ? { href } : undefined
}

/** `url:` names the folder itself, `dir:` one beside the entity's file. */
function docsFolder(entity: EntityView, ref: string): string | undefined {
  if (ref.startsWith('url:')) return safeHref(ref.slice(4))
  if (!ref.startsWith('dir:')) return undefined
  const location =
    annotationOf(entity, 'backstage.io/source-location') ??
    annotationOf(entity, 'backstage.io/managed-by-location')
  if (!location?.startsWith('url:')) return undefined
  try {
    // A folder is shown as a tree where a file is shown as a blob.
    return safeHref(new URL(`${ref.slice(4)}/`, location.slice(4)).href.replace('/blob/', '/tree/'))
  } catch {
    return undefined
  }
}

function linkTitledDocs(entity: EntityView): string | undefined {
  const links = Array.isArray(entity.metadata.links) ? entity.metadata.links : []
  const found = links.find((link) => aboutDocs.test(`${textOf(link?.title)} ${textOf(link?.type)}`))
  return found && safeHref(textOf(found.url))
}
