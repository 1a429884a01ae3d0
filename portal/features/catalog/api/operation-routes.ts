import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { base } from './values.ts'

const unprocessed = z.object({
  type: z.enum(['failed', 'pending']),
  entities: z.array(
    z.object({
      entity_id: z.string(),
      entity_ref: z.string(),
      unprocessed_entity: z.unknown(),
      processed_entity: z.unknown(),
      errors: z.array(z.unknown()),
      next_update_at: z.string(),
      last_discovery_at: z.string(),
      location_key: z.string().nullable(),
    }),
  ),
})

export const operationRoutes = defineRoutes({
  refreshEntity: {
    method: 'POST',
    path: `${base}/refresh`,
    summary: 'Read the files an entity comes from again, now',
    access: { permission: 'catalog.entity.refresh', action: 'update', resource: 'catalog-entity' },
    strictQuery: true,
    query: z.object({}),
    body: z.strictObject({ entityRef: z.string(), authorizationToken: z.string().optional() }),
  },
  validateEntity: {
    method: 'POST',
    path: `${base}/validate-entity`,
    summary: 'Check an entity as if it stood in a file',
    access: { permission: 'catalog.entity.validate', action: 'read' },
    strictQuery: true,
    query: z.object({}),
    maxBodyBytes: 5 * 1024 * 1024,
    body: z.object({ entity: z.record(z.string(), z.unknown()), location: z.string() }),
  },
  listFailed: {
    method: 'GET',
    path: `${base}/entities/unprocessed/failed`,
    summary: 'List documents that could not become entities',
    access: { permission: 'catalog.entities.unprocessed.read' },
    query: z.object({ owner: z.string().optional() }),
    result: unprocessed,
  },
  listPending: {
    method: 'GET',
    path: `${base}/entities/unprocessed/pending`,
    summary: 'List roots that were not read yet',
    access: { permission: 'catalog.entities.unprocessed.read' },
    query: z.object({ owner: z.string().optional() }),
    result: unprocessed,
  },
  deleteUnprocessed: {
    method: 'DELETE',
    path: `${base}/entities/unprocessed/delete/:entity_id`,
    summary: 'Forget a document that could not become an entity, until it is read again',
    access: { permission: 'catalog.entities.unprocessed.delete' },
    params: z.object({ entity_id: z.string() }),
    status: 204,
  },
})
