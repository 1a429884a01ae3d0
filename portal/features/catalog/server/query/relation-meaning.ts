/**
 * Which relations carry breakage. When something goes away, `dependents` break with it:
 *
 * - `dependencyOf`: what depends on it, as its file says;
 * - `providesApi`: the APIs it provides, for nobody serves them any more;
 * - `apiConsumedBy`: whoever consumes an API that is gone;
 * - `hasPart`: parts go with the whole: systems of a domain, components of a system, subcomponents.
 *
 * Turned round (`dependencies`), a thing relies on what it depends on, on the APIs it consumes, an API on its
 * providers, and a whole on its parts. A part does not break its whole (`partOf` is not followed), or else one
 * broken component would break everything of its system. Owners, members and parents of groups break nothing,
 * and neither do relation types that nobody has explained to us.
 */
import type { Database } from '@callboard/sdk'

export type Direction = 'dependents' | 'dependencies'

const carriers: Record<Direction, ReadonlySet<string>> = {
  dependents: new Set(['dependencyOf', 'providesApi', 'apiConsumedBy', 'hasPart']),
  dependencies: new Set(['dependsOn', 'apiProvidedBy', 'consumesApi', 'hasPart']),
}

/** Every relation type there is, by id. */
export async function readRelationTypes(db: Database): Promise<Map<number, string>> {
  const rows = await db.all<{ id: number; type: string }>('select id, type from catalog_relation_types')
  return new Map(rows.map((row) => [Number(row.id), row.type]))
}

/** Ids of the types to follow; null when nothing narrows them. */
export function typesOf(
  names: ReadonlyMap<number, string>,
  relations: readonly string[] | null,
  direction: Direction | 'both',
): number[] | null {
  if (relations === null && direction === 'both') return null
  const asked = relations && new Set(relations.map((type) => type.toLowerCase()))
  return [...names]
    .filter(([, type]) => asked?.has(type.toLowerCase()) ?? true)
    .filter(([, type]) => direction === 'both' || carriers[direction].has(type))
    .map(([id]) => id)
}
