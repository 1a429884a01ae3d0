import { PortalError } from '@callboard/sdk'
import { entitiesByRefs } from './by-refs.ts'
import { everything } from './condition.ts'
import type { Scope } from './scope.ts'
import { all, list, sql } from './sql-text.ts'

// Locations may nest without end; nobody nests this deep in earnest.
const maxEntities = 1000

/**
 * An entity with every Location that leads to it, as JSON: `{ rootEntityRef, items }`; null when there is no
 * such entity. The way to a file is not remembered: `asOf` shows today's Locations as they were then.
 *
 * @throws `forbidden` when the entity is there but must not be seen.
 */
export async function readAncestry(scope: Scope, ref: string): Promise<string | null> {
  const parents = await parentsOf(scope, ref)
  const refs = [...parents.keys()]
  const texts = await entitiesByRefs(scope, refs, everything, null)
  if (texts[0] == null) {
    const [hidden] = await entitiesByRefs({ ...scope, visible: everything }, [ref], everything, null)
    if (hidden) throw new PortalError('forbidden', 'Unauthorized')
    return null
  }
  const shown = new Set(refs.filter((_, index) => texts[index] != null))
  const items = refs.flatMap((of, index) => {
    const above = (parents.get(of) ?? []).filter((parent) => shown.has(parent))
    const text = texts[index]
    return text == null ? [] : [`{"entity":${text},"parentEntityRefs":${JSON.stringify(above)}}`]
  })
  return `{"rootEntityRef":${JSON.stringify(ref)},"items":[${items.join(',')}]}`
}

/** Refs of the entity and all above it, nearest first, each with its parents. */
async function parentsOf(scope: Scope, ref: string): Promise<Map<string, string[]>> {
  const parents = new Map<string, string[]>([[ref, []]])
  let level = [ref]
  while (level.length > 0 && parents.size < maxEntities) {
    const rows = await all<{ child: string; parent: string }>(
      scope.db,
      sql`select distinct e.ref as child, f.ref as parent from ${list(scope.db, level)} as w
        cross join catalog_entities e cross join catalog_file_parents x cross join catalog_refs f
        where e.ref = w.v and x.file_id = e.file_id and f.id = x.ref_id
        order by child, parent`,
    )
    const next: string[] = []
    for (const { child, parent } of rows) {
      if (child === parent) continue
      parents.get(child)?.push(parent)
      if (parents.has(parent)) continue
      parents.set(parent, [])
      next.push(parent)
    }
    level = next
  }
  return parents
}
