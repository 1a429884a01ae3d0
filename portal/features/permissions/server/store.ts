/** The part of the policy that is made in the portal: versions of one document, never changed once written. */
import { type Clock, type Database, PortalError } from '@callboard/sdk'
import { sql } from 'kysely'
import { type PolicyChange, type PolicyVersion, policyChange } from '../api.ts'
import type { PermissionTables } from './migration.ts'
import type { PolicyLayer } from './policy.ts'

export interface MadePolicy {
  version: number
  at: number | null
  actor: string | null
  document: PolicyChange
}

export interface PolicyStore {
  /** Number of the newest version; 0 before the first. */
  version(): Promise<number>
  read(): Promise<MadePolicy>
  list(): Promise<PolicyVersion[]>
  /**
   * Writes what `change` makes of the newest document as a new version.
   *
   * @throws `conflict` when the policy is not at `basedOn` any more.
   */
  write(
    change: (document: PolicyChange) => PolicyChange,
    by: { actor: string; summary: string; basedOn?: number | undefined },
  ): Promise<MadePolicy>
}

type Row = PermissionTables['permission_versions']

const mostListed = 200
const nothing: MadePolicy = { version: 0, at: null, actor: null, document: {} }

export function createPolicyStore(db: Database, clock: Clock): PolicyStore {
  const newest = async (): Promise<MadePolicy> => {
    const row = await db.get<Row>('select * from permission_versions order by version desc limit 1')
    return row ? madeOf(row) : nothing
  }
  return {
    async version() {
      const row = await db.get<{ v: number | null }>('select max(version) as v from permission_versions')
      return Number(row?.v ?? 0)
    },
    read: newest,
    async list() {
      const rows = await db.all<Row>(
        `select * from permission_versions order by version desc limit ${mostListed}`,
      )
      return rows.map((row) => ({
        version: Number(row.version),
        at: new Date(Number(row.at)).toISOString(),
        actor: row.actor,
        summary: row.summary,
        policy: madeOf(row).document,
      }))
    },
    async write(change, { actor, summary, basedOn }) {
      return db.transaction(async (trx) => {
        const { rows } = await sql<Row>`
          select * from permission_versions order by version desc limit 1`.execute(trx)
        const before = rows[0] ? madeOf(rows[0]) : nothing
        if (basedOn !== undefined && basedOn !== before.version) throw changedMeanwhile(before)
        const document = change(before.document)
        const made = { version: before.version + 1, at: clock.now(), actor, document }
        const { numAffectedRows } = await sql`
          insert into permission_versions (version, at, actor, summary, document)
          values (cast(${made.version} as bigint), cast(${made.at} as bigint), ${actor}, ${summary},
            ${JSON.stringify(document)})
          on conflict (version) do nothing`.execute(trx)
        if (numAffectedRows === 0n) throw changedMeanwhile(before)
        return made
      })
    },
  }
}

function changedMeanwhile({ version, actor }: MadePolicy): PortalError {
  const by = actor ? ` (version ${version}, by ${actor})` : ''
  return new PortalError('conflict', `The policy was changed meanwhile${by}; look at it again`)
}

function madeOf(row: Row): MadePolicy {
  const document = policyChange.parse(JSON.parse(row.document))
  return { version: Number(row.version), at: Number(row.at), actor: row.actor, document }
}

/** A change put on top of another; null takes away. */
export function mergeChange(before: PolicyChange, change: PolicyChange): PolicyChange {
  const merged = <T>(a: Record<string, T | null> = {}, b: Record<string, T | null> = {}) =>
    Object.fromEntries(Object.entries({ ...a, ...b }).filter(([, value]) => value !== null)) as Record<
      string,
      T
    >
  const roles = merged(before.roles, change.roles)
  const assignments = merged(before.assignments, change.assignments)
  // Who has a role that is gone would get it back with a new role of that name.
  for (const [name, role] of Object.entries(change.roles ?? {})) {
    if (role === null && !change.assignments?.[name]) delete assignments[name]
  }
  const defaults = change.default === undefined ? before.default : change.default
  return { roles, assignments, ...(defaults && { default: defaults }) }
}

/** As a layer of the policy. */
export function layerOf({ roles = {}, assignments = {}, default: defaults }: PolicyChange): PolicyLayer {
  const origin = { from: 'database' } as const
  return {
    roles: Object.entries(roles).flatMap(([name, role]) => (role ? [{ ...role, name, origin }] : [])),
    assignments: Object.entries(assignments).flatMap(([role, given]) =>
      given ? [{ ...given, role, origin }] : [],
    ),
    ...(defaults && { default: { roles: defaults, origin } }),
    problems: [],
  }
}
