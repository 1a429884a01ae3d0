import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { locationSchema } from './location-routes.ts'
import { base, read } from './values.ts'

/** As many as a selection in the catalog's table may hold. */
const mostEntities = 10_000
/** What one call takes away; more are sent batch by batch, so that somebody can watch, and stop. */
const mostRemoved = 100

const entityRefs = z.array(z.string().min(1).max(1_000)).max(mostEntities)
const ids = z.array(z.string().min(1).max(100)).max(mostRemoved)

/** What was left as it is, and why. What was gone already is no failure. */
const failures = z.array(z.object({ id: z.string(), message: z.string() }))

/** What taking entities out of the catalog comes to. */
const removalPlanSchema = z.object({
  /** Registered files they come from, with how many entities each has. */
  registrations: z.array(z.object({ location: locationSchema, entities: z.number() })),
  /** Not asked for, but gone with the registrations; the first ones. */
  others: z.array(z.string()),
  othersTotal: z.number(),
  /** Nothing declares these: they are deleted one by one. */
  loose: z.array(z.object({ entityRef: z.string(), uid: z.string() })),
  /** How many the config or a provider declares: they cannot be unregistered. */
  kept: z.number(),
})

export type RemovalPlan = z.output<typeof removalPlanSchema>

export const bulkRoutes = defineRoutes({
  refreshEntities: {
    method: 'POST',
    path: `${base}/entities/refresh`,
    summary: 'Read the files that many entities come from again, now',
    access: { permission: 'catalog.entity.refresh', action: 'update', resource: 'catalog-entity' },
    strictQuery: true,
    query: z.object({}),
    maxBodyBytes: 4 * 1024 * 1024,
    body: z.strictObject({ entityRefs }),
    result: z.object({ sources: z.number(), failures }),
  },
  planRemoval: {
    method: 'POST',
    path: `${base}/entities/removal-plan`,
    summary: 'Tell what taking many entities out of the catalog comes to',
    access: read,
    reads: true,
    strictQuery: true,
    query: z.object({}),
    maxBodyBytes: 4 * 1024 * 1024,
    body: z.strictObject({ entityRefs }),
    result: removalPlanSchema,
  },
  deleteEntities: {
    method: 'POST',
    path: `${base}/entities/delete`,
    summary: `Delete up to ${mostRemoved} entities by their uids; they come back if a file still declares them`,
    access: { permission: 'catalog.entity.delete', resource: 'catalog-entity' },
    strictQuery: true,
    query: z.object({}),
    body: z.strictObject({ uids: ids }),
    result: z.object({ failures }),
  },
  deleteLocations: {
    method: 'POST',
    path: `${base}/locations/delete`,
    summary: `Unregister up to ${mostRemoved} files and remove what only they declare`,
    access: { permission: 'catalog.location.delete' },
    strictQuery: true,
    query: z.object({}),
    body: z.strictObject({ ids }),
    result: z.object({ failures }),
  },
})
