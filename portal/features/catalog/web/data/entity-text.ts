import { type EntityView, parseRef, stringifyRef } from '@callboard/sdk/model'
// Not from the index, whose components node cannot load in tests.
import { safeHref } from '@callboard/ui/text/safe-href.ts'

/** Reads of an entity that never trust its shape: files are written by anyone. */

/**
 * `title`, else the display name of a person or group, else the name. A Location that stands for a source
 * has a hash for a name: what it points to says more.
 */
export function titleOf(entity: EntityView): string {
  const isGenerated = entity.kind === 'Location' && textOf(entity.metadata.name).startsWith('generated-')
  return (
    textOf(entity.metadata.title) ||
    textOf(objectOf(entity.spec?.profile).displayName) ||
    (isGenerated && textOf(entity.spec?.target)) ||
    textOf(entity.metadata.name)
  )
}

export function specText(entity: EntityView, key: string): string {
  return textOf(entity.spec?.[key])
}

/** The ref in a spec field such as `owner`, completed as the catalog does; undefined when it is not one. */
export function specRef(entity: EntityView, key: string, kind: string): string | undefined {
  const value = specText(entity, key)
  if (value === '') return undefined
  try {
    return stringifyRef(parseRef(value, { kind, namespace: entity.metadata.namespace }))
  } catch {
    return undefined
  }
}

export function relationsOf(entity: EntityView, type: string): string[] {
  return (entity.relations ?? [])
    .filter((relation) => relation.type === type)
    .map((relation) => relation.targetRef)
}

export function annotationOf(entity: EntityView, key: string): string | undefined {
  return textOf(entity.metadata.annotations?.[key]) || undefined
}

// What the catalog puts in the place of a link it refused: it leads nowhere worth a button.
const refused = 'https://backstage.io/annotation-rejected-for-security-reasons'

/** The address in an annotation such as `backstage.io/view-url`, when there is one that may be opened. */
export function linkOf(entity: EntityView, key: string): string | undefined {
  const address = annotationOf(entity, key)
  return address === refused ? undefined : safeHref(address)
}

export function tagsOf(entity: EntityView): string[] {
  return Array.isArray(entity.metadata.tags)
    ? entity.metadata.tags.filter((tag) => typeof tag === 'string')
    : []
}

// Marks that turn the direction of the text after them: a file name may be made to read backwards.
const turns = /[\u202a-\u202e\u2066-\u2069]/g

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.replace(turns, '')
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}
