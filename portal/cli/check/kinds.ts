import type { Entity, LocationRef } from '@callboard/sdk/model'
import type { Parsed } from '../../features/catalog/server/ingest/parse.ts'
import type { Reader } from '../../features/catalog/server/read/types.ts'

/** Enough to see what a catalog holds; a check must not take as long as reading it. */
const maxFiles = 1000

/**
 * Walks local files from a location on, through Location documents, and counts by kind the entities that
 * `isCounted` names. What cannot be read or parsed is left to `validate` and to the portal itself.
 */
export async function countKinds(
  reader: Reader,
  from: LocationRef,
  isCounted: (entity: Entity) => boolean,
  parse: (text: string, fileName: string) => Parsed,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const waiting: LocationRef[] = [from]
  const seen = new Set<string>()
  while (seen.size < maxFiles) {
    const next = waiting.shift()
    if (!next) break
    for (const file of await filesOf(reader, next)) {
      if (seen.has(file.target) || seen.size >= maxFiles) continue
      seen.add(file.target)
      for (const entity of await entitiesOf(reader, file, parse)) {
        if (isCounted(entity)) counts.set(entity.kind, (counts.get(entity.kind) ?? 0) + 1)
        waiting.push(...localTargets(reader, file, entity))
      }
    }
  }
  return counts
}

async function filesOf(reader: Reader, location: LocationRef): Promise<LocationRef[]> {
  try {
    return await reader.expand(location)
  } catch {
    return []
  }
}

async function entitiesOf(
  reader: Reader,
  file: LocationRef,
  parse: (text: string, fileName: string) => Parsed,
): Promise<Entity[]> {
  try {
    const read = await reader.read(file, { etag: null })
    if (read === 'unchanged') return []
    return parse(read.text, file.target).drafts.flatMap(({ value }) => (isEntity(value) ? [value] : []))
  } catch {
    return []
  }
}

function localTargets(reader: Reader, file: LocationRef, entity: Entity): LocationRef[] {
  if (entity.kind !== 'Location') return []
  const { type, target, targets } = entity.spec ?? {}
  if (type !== undefined && type !== 'file') return []
  return [target, targets].flat().flatMap((each) => {
    if (typeof each !== 'string' || /^https?:/.test(each)) return []
    return [reader.resolve(file, each, 'target')]
  })
}

function isEntity(value: unknown): value is Entity {
  if (typeof value !== 'object' || value === null) return false
  const { kind, metadata } = value as Partial<Entity>
  return typeof kind === 'string' && typeof metadata === 'object' && metadata !== null
}
