import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { entitySchema } from './entity.ts'
import { base, entityName, predicate, readLocations } from './values.ts'

export const locationSchema = z.object({
  id: z.string(),
  type: z.string(),
  target: z.string(),
  entityRef: z.string(),
})
export const locationInput = z.strictObject({ type: z.string(), target: z.string() })

/** What a repository holds, in the reference's shape. */
export const analysisSchema = z.object({
  existingEntityFiles: z.array(
    z.object({
      location: z.object({ type: z.string(), target: z.string() }),
      isRegistered: z.boolean(),
      entity: entitySchema,
    }),
  ),
  generateEntities: z.array(
    z.object({
      entity: z.record(z.string(), z.unknown()),
      fields: z.array(
        z.object({
          field: z.string(),
          state: z.enum(['analysisSuggestedValue', 'analysisSuggestedNoValue', 'needsUserInput']),
          value: z.string().nullable(),
          description: z.string(),
        }),
      ),
    }),
  ),
})

export type LocationAnswer = z.output<typeof locationSchema>

export const locationRoutes = defineRoutes({
  createLocation: {
    method: 'POST',
    path: `${base}/locations`,
    summary: 'Register a file, or try it without registering',
    access: { permission: 'catalog.location.create' },
    strictQuery: true,
    query: z.object({ dryRun: z.string().optional(), onConflict: z.enum(['refresh', 'reject']).optional() }),
    body: z.strictObject({ type: z.string(), target: z.string(), presence: z.string().optional() }),
    result: z.object({
      location: locationSchema,
      entities: z.array(entitySchema),
      exists: z.boolean().optional(),
    }),
    status: 201,
  },
  listLocations: {
    method: 'GET',
    path: `${base}/locations`,
    summary: 'List registered files',
    access: readLocations,
    strictQuery: true,
    query: z.object({}),
    result: z.array(z.object({ data: locationSchema })),
  },
  queryLocations: {
    method: 'POST',
    path: `${base}/locations/by-query`,
    summary: 'List registered files page by page',
    access: readLocations,
    strictQuery: true,
    query: z.object({}),
    body: z.object({
      query: predicate.optional(),
      limit: z.int().min(1).optional(),
      cursor: z.string().optional(),
    }),
    result: z.object({
      items: z.array(locationSchema),
      totalItems: z.number(),
      pageInfo: z.object({ nextCursor: z.string().optional() }),
    }),
  },
  getLocation: {
    method: 'GET',
    path: `${base}/locations/:id`,
    summary: 'Read a registered file',
    access: readLocations,
    params: z.object({ id: z.string() }),
    strictQuery: true,
    query: z.object({}),
    result: locationSchema,
  },
  updateLocation: {
    method: 'PUT',
    path: `${base}/locations/:id`,
    summary: 'Change what a registration points to',
    access: { permission: 'catalog.location.create', action: 'update' },
    params: z.object({ id: z.string() }),
    strictQuery: true,
    query: z.object({}),
    body: locationInput,
    result: locationSchema,
  },
  deleteLocation: {
    method: 'DELETE',
    path: `${base}/locations/:id`,
    summary: 'Unregister a file and remove what only it declares',
    access: { permission: 'catalog.location.delete' },
    params: z.object({ id: z.string() }),
    strictQuery: true,
    query: z.object({}),
    status: 204,
  },
  getLocationByEntity: {
    method: 'GET',
    path: `${base}/locations/by-entity/:kind/:namespace/:name`,
    summary: 'Read the registration that an entity comes from',
    access: readLocations,
    params: entityName,
    strictQuery: true,
    query: z.object({}),
    result: locationSchema,
  },
  analyzeLocation: {
    method: 'POST',
    path: `${base}/analyze-location`,
    summary: 'Find the catalog files of a repository, or draft one',
    access: { permission: 'catalog.location.analyze', action: 'read' },
    strictQuery: true,
    query: z.object({}),
    body: z.strictObject({
      location: locationInput,
      catalogFileName: z.string().optional(),
      catalogFilename: z.string().optional(),
    }),
    result: analysisSchema,
  },
})
