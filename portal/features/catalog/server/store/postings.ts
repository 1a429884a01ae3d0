import { sql } from 'kysely'
import { internTerms } from './intern.ts'
import { type WriteContext, write } from './write-context.ts'

export interface PostingChange {
  entityId: number
  before: string[]
  after: string[]
}

const columns = { term_id: 'int', entity_id: 'int' } as const

/** Writes the difference between the terms an entity had and has. */
export async function savePostings(context: WriteContext, changes: PostingChange[]): Promise<void> {
  const differences = changes.map(({ entityId, before, after }) => {
    const removed = new Set(before)
    const added = after.filter((name) => !removed.delete(name))
    return { entityId, added, removed }
  })
  const names = new Set<string>()
  for (const { added, removed } of differences) {
    for (const name of added) names.add(name)
    for (const name of removed) names.add(name)
  }
  if (names.size === 0) return
  const ids = await internTerms(context, names)
  const added: [number, number][] = []
  const removed: [number, number][] = []
  for (const difference of differences) {
    for (const name of difference.added) added.push([ids.get(name)!, difference.entityId])
    for (const name of difference.removed) removed.push([ids.get(name)!, difference.entityId])
  }
  const { dialect } = context
  if (removed.length > 0) {
    await write(
      context,
      sql`
      delete from catalog_postings where (term_id, entity_id) in
      (select r.term_id, r.entity_id from ${dialect.rows(removed, columns)} as r)`,
    )
  }
  if (added.length > 0) {
    // In the order of the key: neighbours share a page.
    added.sort(([a], [b]) => a - b)
    await write(
      context,
      sql`
      insert into catalog_postings (term_id, entity_id)
      select r.term_id, r.entity_id from ${dialect.rows(added, columns)} as r`,
    )
  }
}
