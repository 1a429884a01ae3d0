import { sql } from 'kysely'
import { rootLocation } from './files.ts'
import { idRows, type WriteContext, write } from './write-context.ts'

const keyColumns = { file_id: 'int', document: 'int' } as const
const draftColumns = { ...keyColumns, draft: 'text' } as const
const claimColumns = { ...keyColumns, ref_id: 'int', hash: 'text', draft: 'text' } as const

/** A claim with what decides about it. */
export interface Claim {
  fileId: number
  document: number
  refId: number
  hash: string
  draft: string | null
  location: string
  sourceId: string
  precedence: number
}

/** All claims on some refs, whatever file they come from. */
export async function claimsOn({ trx, dialect }: WriteContext, refIds: number[]): Promise<Claim[]> {
  const { rows } = await sql<Claim>`
    select c.file_id as "fileId", c.document, c.ref_id as "refId", c.hash, c.draft, f.location,
      f.source_id as "sourceId", s.precedence
    from ${idRows(dialect, refIds)} as r
    join catalog_claims c on c.ref_id = r.id
    join catalog_files f on f.id = c.file_id
    join catalog_sources s on s.id = f.source_id`.execute(trx)
  return rows
}

/** A claim as a row, before it competes. */
export interface ClaimRow {
  fileId: number
  document: number
  refId: number
  hash: string
  draft: string | null
}

export async function claimsOfFiles({ trx, dialect }: WriteContext, fileIds: number[]): Promise<ClaimRow[]> {
  const { rows } = await sql<ClaimRow>`
    select c.file_id as "fileId", c.document, c.ref_id as "refId", c.hash, c.draft
    from ${idRows(dialect, fileIds)} as r
    join catalog_claims c on c.file_id = r.id`.execute(trx)
  return rows
}

/** Brings the claims of some files from `before` to `after`, writing only what differs. */
export async function replaceClaims(context: WriteContext, before: ClaimRow[], after: ClaimRow[]) {
  const old = new Map(before.map((claim) => [keyOf(claim), claim]))
  const kept = new Set(after.map(keyOf))
  await deleteClaims(
    context,
    before.filter((claim) => !kept.has(keyOf(claim))),
  )
  const changed = after.filter((claim) => {
    const previous = old.get(keyOf(claim))
    return (
      !previous ||
      previous.refId !== claim.refId ||
      previous.hash !== claim.hash ||
      previous.draft !== claim.draft
    )
  })
  if (changed.length === 0) return
  const values = changed.map((claim) => [claim.fileId, claim.document, claim.refId, claim.hash, claim.draft])
  await write(
    context,
    sql`
    insert into catalog_claims (file_id, document, ref_id, hash, draft)
    select r.file_id, r.document, r.ref_id, r.hash, r.draft
    from ${context.dialect.rows(values, claimColumns)} as r where true
    on conflict (file_id, document) do update set
      ref_id = excluded.ref_id, hash = excluded.hash, draft = excluded.draft`,
  )
}

async function deleteClaims(context: WriteContext, claims: ClaimRow[]): Promise<void> {
  const { dialect } = context
  if (claims.length === 0) return
  const values = claims.map((claim) => [claim.fileId, claim.document])
  await write(
    context,
    sql`
    delete from catalog_claims where (file_id, document) in
    (select r.file_id, r.document from ${dialect.rows(values, keyColumns)} as r)`,
  )
}

/** Stores the draft of claims that lost, and takes it from those that won. */
export async function saveDrafts(
  context: WriteContext,
  drafts: { claim: ClaimRow; draft: string | null }[],
): Promise<void> {
  const { dialect } = context
  if (drafts.length === 0) return
  const values = drafts.map(({ claim, draft }) => [claim.fileId, claim.document, draft])
  const rows = dialect.rows(values, draftColumns)
  await write(
    context,
    sql`
    update catalog_claims set draft = r.draft from ${rows} as r
    where catalog_claims.file_id = r.file_id and catalog_claims.document = r.document`,
  )
}

/** The order in which claims on one ref are preferred; the first is the entity. See `ClaimRow` in tables.ts. */
export function byPreference(a: Claim, b: Claim): number {
  return (
    Number(b.location === rootLocation) - Number(a.location === rootLocation) ||
    a.precedence - b.precedence ||
    Buffer.compare(Buffer.from(a.location), Buffer.from(b.location)) ||
    b.document - a.document ||
    (a.sourceId < b.sourceId ? -1 : 1)
  )
}

function keyOf(claim: { fileId: number; document: number }): string {
  return `${claim.fileId}/${claim.document}`
}
