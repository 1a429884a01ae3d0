/** The Location entity that stands for a root in the catalog (contract: catalog-model §10). */
import { createHash } from 'node:crypto'
import { type Entity, type LocationRef, refOf, stringifyLocation } from '@callboard/sdk/model'
import type { Links } from '../read/types.ts'
import { annotate, fileAnnotations } from './annotate.ts'
import { hashOf } from './hash.ts'
import type { Processed, Target } from './types.ts'

/**
 * The name of a root's Location; people find it in URLs and ancestries.
 *
 * @example
 * generatedName({ type: 'url', target: 'https://host/catalog-info.yaml' }) // 'generated-<sha1>'
 */
export function generatedName(location: LocationRef): string {
  return `generated-${createHash('sha1').update(stringifyLocation(location)).digest('hex')}`
}

/** The Location of a root, ready to be stored. It exists whether or not its target can be read. */
export function generatedLocation(root: Target, origin: LocationRef = root, links: Links = {}): Processed {
  const { type, target, presence } = root
  const entity: Entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Location',
    metadata: { name: generatedName(root), namespace: 'default' },
    spec: { type, target, presence },
  }
  annotate(entity, fileAnnotations(root, origin, links))
  const targets = [{ type, target, presence }]
  return {
    document: 0,
    line: 1,
    ref: refOf(entity),
    entity,
    relations: [],
    targets,
    includes: [],
    hash: hashOf([entity, [], targets]),
    problems: [],
  }
}
