/** Tokens in the database. */
import { type Database, PortalError } from '@callboard/sdk'
import type { MadeTokenAnswer } from '../../api.ts'
import type { MadeTokenTables } from './migration.ts'
import type { TokenKind } from './token-text.ts'

export type TokenRow = MadeTokenTables['identity_made_tokens']

/** More living tokens than anyone can keep an eye on. */
const mostOfOne = 50

export async function readToken(db: Database, id: string): Promise<TokenRow | undefined> {
  return db.get<TokenRow>('select * from identity_made_tokens where id = ?', [id])
}

/** Newest first. */
export async function listTokens(db: Database, kind: TokenKind, subject?: string): Promise<TokenRow[]> {
  const rows = await db.read
    .withTables<MadeTokenTables>()
    .selectFrom('identity_made_tokens')
    .selectAll()
    .where('kind', '=', kind)
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(1000)
    .execute()
  return rows as TokenRow[]
}

/** @throws `conflict` when the subject has too many living tokens. */
export async function addToken(db: Database, row: TokenRow): Promise<void> {
  await db.transaction(async (trx) => {
    const typed = trx.withTables<MadeTokenTables>()
    const { n } = await typed
      .selectFrom('identity_made_tokens')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('kind', '=', row.kind)
      .where('subject', '=', row.subject)
      .where('revoked_at', 'is', null)
      .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', row.created_at)]))
      .executeTakeFirstOrThrow()
    if (Number(n) >= mostOfOne) {
      throw new PortalError(
        'conflict',
        `${row.subject} has ${mostOfOne} tokens that work; revoke one that nobody needs`,
      )
    }
    await typed.insertInto('identity_made_tokens').values(row).execute()
  })
}

/** The row as it was before, when there was one of that kind (and subject). Revoking twice changes nothing. */
export async function revokeToken(
  db: Database,
  which: { id: string; kind: TokenKind; subject?: string },
  by: { actor: string; at: number },
): Promise<TokenRow | undefined> {
  const row = await readToken(db, which.id.replaceAll('\0', '').toWellFormed())
  if (row?.kind !== which.kind) return undefined
  if (which.subject !== undefined && row.subject !== which.subject) return undefined
  await db.transaction((trx) =>
    trx
      .withTables<MadeTokenTables>()
      .updateTable('identity_made_tokens')
      .set({ revoked_at: by.at, revoked_by: by.actor })
      .where('id', '=', row.id)
      .where('revoked_at', 'is', null)
      .execute(),
  )
  return row
}

export async function markUsed(
  db: Database,
  id: string,
  { at, ip }: { at: number; ip: string | undefined },
): Promise<void> {
  await db.transaction((trx) =>
    trx
      .withTables<MadeTokenTables>()
      .updateTable('identity_made_tokens')
      .set({ last_used_at: at, last_used_ip: ip ?? null })
      .where('id', '=', id)
      .execute(),
  )
}

/** Forgets tokens that have not worked for longer than anyone asks about them. */
export async function forgetTokens(db: Database, before: number): Promise<void> {
  await db.transaction((trx) =>
    trx
      .withTables<MadeTokenTables>()
      .deleteFrom('identity_made_tokens')
      .where(({ eb, or }) => or([eb('revoked_at', '<', before), eb('expires_at', '<', before)]))
      .execute(),
  )
}

export function answerOf(row: TokenRow, now: number): MadeTokenAnswer {
  return {
    id: row.id,
    kind: row.kind === 'service' ? 'service' : 'personal',
    name: row.name,
    subject: row.subject,
    actions: list(row.actions) as MadeTokenAnswer['actions'],
    permissions: list(row.permissions),
    roles: list(row.roles) ?? [],
    createdAt: instant(row.created_at) ?? '',
    createdBy: row.created_by,
    expiresAt: instant(row.expires_at),
    lastUsedAt: instant(row.last_used_at),
    lastUsedIp: row.last_used_ip,
    revokedAt: instant(row.revoked_at),
    revokedBy: row.revoked_by,
    state: row.revoked_at !== null ? 'revoked' : isOver(row, now) ? 'expired' : 'active',
  }
}

export function isOver({ expires_at }: TokenRow, now: number): boolean {
  return expires_at !== null && Number(expires_at) <= now
}

export function list(text: string | null): string[] | null {
  return text === null ? null : (JSON.parse(text) as string[])
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(Number(ms)).toISOString()
}
