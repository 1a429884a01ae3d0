import type { Migration } from '@callboard/sdk'
import { sql, type Transaction } from 'kysely'
import { searchedText } from '../../ingest/flatten.ts'
import { storable } from '../storable.ts'
import type { CatalogTables } from '../tables.ts'

const key = 'metadata.description'
const atOnce = 500

/** Makes the words of long descriptions findable; what is read from now on brings them itself. */
export const catalog02: Migration = {
  id: '2026-11-21-catalog-02',
  async up(trx: Transaction<CatalogTables>, dialect) {
    const { rows: last } = await sql<{ id: number | null }>`select max(id) as id from catalog_terms`.execute(
      trx,
    )
    let nextId = Number(last[0]?.id ?? 0)
    const ids = new Map<string, number>()
    for (let after = 0; ; ) {
      const { rows } = await sql<{ id: number; body: string }>`
        select e.id, e.body from catalog_terms t join catalog_postings p on p.term_id = t.id
        join catalog_entities e on e.id = p.entity_id
        where t.key = ${key} and t.is_null = 1 and t.value = '' and e.id > ${after}
        order by e.id limit ${atOnce}`.execute(trx)
      const terms: [number, string][] = []
      const postings: [number, number][] = []
      for (const { id, body } of rows) {
        const { description } = (JSON.parse(body) as { metadata: { description?: unknown } }).metadata
        if (typeof description !== 'string') continue
        const text = storable(searchedText(description))
        if (!ids.has(text)) {
          ids.set(text, ++nextId)
          terms.push([nextId, text])
        }
        postings.push([ids.get(text)!, Number(id)])
      }
      if (terms.length > 0) {
        await sql`insert into catalog_terms (id, key, value, original, is_null)
          select r.id, ${key}, r.value, '', 1 from ${dialect.rows(terms, { id: 'int', value: 'text' })} as r`.execute(
          trx,
        )
      }
      if (postings.length > 0) {
        const columns = { term_id: 'int', entity_id: 'int' } as const
        await sql`insert into catalog_postings (term_id, entity_id)
          select r.term_id, r.entity_id from ${dialect.rows(postings, columns)} as r`.execute(trx)
      }
      if (rows.length < atOnce) return
      after = Number(rows.at(-1)!.id)
    }
  },
}
