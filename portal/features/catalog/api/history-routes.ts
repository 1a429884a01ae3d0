import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { entitySchema } from './entity.ts'
import { base, count, entityName, read, text } from './values.ts'

const change = z.object({
  /** JSON pointer of the changed value, e.g. `/spec/owner`. */
  path: z.string(),
  /** Absent when the value was not there. */
  before: z.unknown().optional(),
  after: z.unknown().optional(),
})
/** One version of an entity. */
export const versionSchema = z.object({
  id: z.string(),
  uid: z.string(),
  at: z.string(),
  change: z.enum(['created', 'updated', 'deleted']),
  etag: z.string().nullable(),
  cause: z.object({
    source: z.string().nullable(),
    location: z.string().nullable(),
    revision: z.string().nullable(),
    etag: z.string().nullable(),
    actor: z.string().nullable(),
  }),
  /** Against the version before; null when that one is not kept any more. */
  changes: z.array(change).nullable(),
  /** Only with `bodies=true`. */
  entity: entitySchema.nullable().optional(),
})

/** One accepted change somewhere in the catalog. */
export const recentChangeSchema = versionSchema
  .pick({ id: true, at: true, change: true, cause: true, changes: true })
  .extend({ entityRef: z.string(), title: z.string().nullable() })

export type RecentChange = z.output<typeof recentChangeSchema>
export type Version = z.output<typeof versionSchema>

export const historyRoutes = defineRoutes({
  listChanges: {
    method: 'GET',
    path: `${base}/history`,
    summary: 'List what changed in the catalog, newest first: which entity, when, from where, and what',
    access: read,
    strictQuery: true,
    query: z.object({ limit: count('limit').optional(), cursor: text.optional() }),
    result: z.object({
      items: z.array(recentChangeSchema),
      pageInfo: z.object({ nextCursor: z.string().optional() }),
    }),
  },
  getEntityHistory: {
    method: 'GET',
    path: `${base}/entities/by-name/:kind/:namespace/:name/history`,
    summary: 'List the versions of an entity, newest first, with what changed and why',
    access: read,
    params: entityName,
    strictQuery: true,
    query: z.object({
      limit: count('limit').optional(),
      cursor: text.optional(),
      bodies: z.enum(['true', 'false']).optional(),
    }),
    result: z.object({
      entityRef: z.string(),
      items: z.array(versionSchema),
      totalItems: z.number(),
      pageInfo: z.object({ nextCursor: z.string().optional() }),
    }),
  },
})
