/** What was done, or tried, and by whom. Only who holds `audit.read` may look. Secrets are never in an answer. */
import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'

const base = '/api/audit'
const read = { permission: 'audit.read' } as const

export const auditEventSchema = z.object({
  /** Grows with time; the newest event has the largest. */
  id: z.number(),
  /** ISO instant. */
  at: z.string(),
  /** What was done: `catalog.location.create`, `auth.sign-in`. */
  action: z.string(),
  outcome: z.enum(['succeeded', 'failed', 'denied']),
  /** `user:default/ada`, `service:ci`, `external:ci`, `anonymous`. */
  actor: z.string(),
  /** What it was done to: an entity, a location, the name of a token, or the path that was called. */
  subject: z.string().nullable(),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  /** How the call came: from the portal's pages, a script, the command line, or the portal itself. */
  via: z.enum(['ui', 'api', 'cli', 'system']),
  requestId: z.string().nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
})

/** One word or several, each matching whole; all must hold. */
const filters = {
  actor: z.array(z.string().min(1)).optional(),
  /** `catalog.location.create` and everything below it: `catalog` takes `catalog.location.create` too. */
  action: z.array(z.string().min(1)).optional(),
  outcome: z.array(auditEventSchema.shape.outcome).optional(),
  subject: z.array(z.string().min(1)).optional(),
  via: z.array(auditEventSchema.shape.via).optional(),
  requestId: z.string().min(1).optional(),
  /** ISO instant: this time and later. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** ISO instant: before this time. */
  to: z.iso.datetime({ offset: true }).optional(),
  /** Stands somewhere in the actor, the action, the subject, the address or the detail. */
  text: z.string().max(200).optional(),
}

const valueCounts = z.array(z.object({ value: z.string(), count: z.number() }))

export type AuditEvent = z.output<typeof auditEventSchema>
export type AuditFilters = { [K in keyof typeof filters]?: z.output<(typeof filters)[K]> }

export const auditApi = defineRoutes({
  listAuditEvents: {
    method: 'GET',
    path: `${base}/events`,
    summary: 'List what was done, newest first',
    access: read,
    query: z.object({
      ...filters,
      /** 50 unless told, 500 at most. */
      limit: z.coerce.number().int().min(1).max(500).optional(),
      cursor: z.string().optional(),
    }),
    result: z.object({
      items: z.array(auditEventSchema),
      pageInfo: z.object({ nextCursor: z.string().optional() }),
      /** Days after which events are forgotten; null when they are kept for ever. */
      retentionDays: z.number().nullable(),
    }),
  },
  exportAuditEvents: {
    method: 'GET',
    path: `${base}/events/export`,
    summary: 'Download what was done as JSON lines, newest first',
    access: read,
    audit: 'audit.export',
    query: z.object(filters),
  },
  listAuditFacets: {
    method: 'GET',
    path: `${base}/facets`,
    summary: 'Count events by action, outcome, actor and way in',
    access: read,
    query: z.object(filters),
    result: z.object({
      actions: valueCounts,
      outcomes: valueCounts,
      /** The hundred busiest. */
      actors: valueCounts,
      via: valueCounts,
    }),
  },
})

export type AuditApi = typeof auditApi
