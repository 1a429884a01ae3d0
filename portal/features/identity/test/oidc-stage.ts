import type { AuditEntry } from '@callboard/sdk'
import type { OpenDatabase } from '../../../host/db/open.ts'
import { base, movable, type Portal, portal } from './harness.ts'
import { oidcIdp, type TestOidc } from './oidc-idp.ts'
import { Visitor } from './visitor.ts'

export interface Stage {
  idp: TestOidc
  visitor: Visitor
  another: Visitor
  recorded: AuditEntry[]
  clock: ReturnType<typeof movable>
  /** Refs of the users in the catalog; may be changed. */
  catalog: Set<string>
  at: Portal
  /** Another process on the same database. */
  start(): Promise<Portal>
}

const byName = { resolvers: [{ resolver: 'preferredUsernameMatchingUserEntityName' }] }

/** A portal that signs in with a real provider where ada is known, and two browsers. */
export async function stage(
  db: OpenDatabase,
  more: Record<string, unknown> = {},
  config: Record<string, unknown> = {},
  how: { client?: Record<string, unknown>; fetch?: typeof fetch } = {},
): Promise<Stage> {
  const idp = await oidcIdp(how.client && { client: how.client })
  const recorded: AuditEntry[] = []
  const clock = movable()
  const settings = {
    clientId: 'callboard',
    clientSecret: 'very-secret',
    metadataUrl: `${idp.issuer}/.well-known/openid-configuration`,
    signIn: byName,
    ...more,
  }
  const catalog = new Set(['user:default/ada'])
  const start = () =>
    portal(
      db,
      { ...base, 'auth.providers': { oidc: { development: settings, production: settings } }, ...config },
      {
        clock,
        ...(how.fetch && { fetch: how.fetch }),
        audit: { record: (entry) => recorded.push(entry) },
        findUsers: async (question) => ('ref' in question && catalog.has(question.ref) ? [question.ref] : []),
        ownershipOf: async (ref) => (catalog.has(ref) ? [] : undefined),
      },
    )
  const at = await start()
  return { idp, visitor: new Visitor(at), another: new Visitor(at), recorded, clock, catalog, at, start }
}
