/** The newest version of an entity that exists is not stored twice: its body stands in `catalog_entities`. */
import { raw } from './sql-text.ts'

/** Joins `catalog_entities e` to `catalog_history h` where the body of `h` stands there. */
export const joinCurrent = raw(
  "left join catalog_entities e on e.id = h.ref_id and h.body is null and h.change <> 'deleted'",
)

/** The body of a version of `h`, joined by `joinCurrent`; null when it says that the entity is gone. */
export const versionBody = raw('coalesce(h.body, e.body)')
