/** Looks for the User that somebody who signs in is. Every question is one walk through an index. */
import type { Database } from '@callboard/sdk'
import { storable } from '../store/storable.ts'

/** By ref, or by what stands in the entity; letter case does not count. */
export type UserQuestion = { ref: string } | { email: string } | { annotation: string; value: string }

const byTerm = `select e.ref as ref from catalog_terms t cross join catalog_postings p
    cross join catalog_entities e
  where t.key = ? and t.value = ? and t.is_null = 0 and p.term_id = t.id and e.id = p.entity_id
    and e.kind = 'user' order by e.ref limit 2`

/** Refs of the users who fit, two at most: two are too many for signing in. */
export async function findUsers(db: Database, question: UserQuestion): Promise<string[]> {
  if ('ref' in question) {
    const row = await db.get<{ ref: string }>(
      "select ref from catalog_entities where ref = ? and kind = 'user'",
      [wellFormed(question.ref)],
    )
    return row ? [row.ref] : []
  }
  const [key, value] =
    'email' in question
      ? ['spec.profile.email', question.email]
      : [`metadata.annotations.${question.annotation}`, question.value]
  const rows = await db.all<{ ref: string }>(byTerm, [wellFormed(key), wellFormed(value)])
  return [...new Set(rows.map((row) => row.ref))]
}

/** As terms are stored; Postgres refuses NUL and half surrogates in text. */
function wellFormed(text: string): string {
  return storable(text).toLowerCase()
}
