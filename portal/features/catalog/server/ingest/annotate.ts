/** The annotations the catalog writes itself (contract: catalog-model §11; observed 30). */
import { type Entity, isScriptUrl, type LocationRef, stringifyLocation } from '@callboard/sdk/model'
import type { Links } from '../read/types.ts'

const prefix = 'backstage.io/'
const rejectedUrl = 'https://backstage.io/annotation-rejected-for-security-reasons'

/** Annotations of every entity of one file; made once per file. */
export interface FileAnnotations {
  managed: { [key: string]: string }
  derived: { [key: string]: string }
}

export function fileAnnotations(location: LocationRef, origin: LocationRef, links: Links): FileAnnotations {
  const derived: { [key: string]: string } = {}
  if (links.view !== undefined) derived[`${prefix}view-url`] = harmless(links.view)
  if (links.edit !== undefined) derived[`${prefix}edit-url`] = harmless(links.edit)
  if (links.source !== undefined) derived[`${prefix}source-location`] = links.source
  return {
    managed: {
      [`${prefix}managed-by-location`]: stringifyLocation(location),
      [`${prefix}managed-by-origin-location`]: stringifyLocation(origin),
    },
    derived,
  }
}

/** Annotates an entity in place: the file's own values win over derived ones, never over the managed ones. */
export function annotate(entity: Entity, annotations: FileAnnotations): void {
  const own = entity.metadata.annotations ?? {}
  for (const name of ['view-url', 'edit-url']) {
    const written = own[`${prefix}${name}`]
    if (written !== undefined && isScriptUrl(written)) own[`${prefix}${name}`] = rejectedUrl
  }
  entity.metadata.annotations = {
    ...annotations.managed,
    ...annotations.derived,
    ...own,
    ...annotations.managed,
  }
}

function harmless(url: string): string {
  return isScriptUrl(url) ? rejectedUrl : url
}
