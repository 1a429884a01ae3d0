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

export type Version = z.output<typeof versionSchema>

export const historyRoutes = defineRoutes({
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
