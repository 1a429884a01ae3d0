import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { entitySchema } from './entity.ts'
import { base, count, entityName, instant, predicate, read, text, texts } from './values.ts'

const fullTextFilter = z.object({ term: z.string().optional(), fields: texts.optional() })
const orderBy = z.array(z.object({ field: z.string(), order: z.enum(['asc', 'desc']) }))

const entityPage = z.object({
  items: z.array(entitySchema),
  totalItems: z.number(),
  pageInfo: z.object({ nextCursor: z.string().optional(), prevCursor: z.string().optional() }),
})
const facets = z.object({
  facets: z.record(z.string(), z.array(z.object({ value: z.string(), count: z.number() }))),
})

export const entityRoutes = defineRoutes({
  listEntities: {
    method: 'GET',
    path: `${base}/entities`,
    summary: 'List entities',
    access: read,
    strictQuery: true,
    query: z.object({
      filter: texts.optional(),
      fields: texts.optional(),
      order: texts.optional(),
      limit: count('limit').optional(),
      offset: count('offset').optional(),
      after: text.optional(),
      asOf: instant.optional(),
    }),
    result: z.array(entitySchema),
  },
  queryEntities: {
    method: 'GET',
    path: `${base}/entities/by-query`,
    summary: 'List entities page by page',
    access: read,
    strictQuery: true,
    query: z.object({
      filter: texts.optional(),
      fields: texts.optional(),
      limit: count('limit').optional(),
      offset: count('offset').optional(),
      orderField: texts.optional(),
      cursor: text.optional(),
      totalItems: z.enum(['include', 'exclude']).optional(),
      fullTextFilterTerm: z.string().optional(),
      fullTextFilterFields: texts.optional(),
      asOf: instant.optional(),
    }),
    result: entityPage,
  },
  queryEntitiesByPredicate: {
    method: 'POST',
    path: `${base}/entities/by-query`,
    summary: 'List entities that a predicate selects',
    access: read,
    strictQuery: true,
    query: z.object({}),
    body: z.object({
      query: predicate.optional(),
      limit: z.int().min(0).optional(),
      offset: z.int().min(0).optional(),
      orderBy: orderBy.optional(),
      fullTextFilter: fullTextFilter.optional(),
      fields: texts.optional(),
      cursor: z.string().optional(),
      totalItems: z.enum(['include', 'exclude']).optional(),
      asOf: instant.optional(),
    }),
    result: entityPage,
  },
  getEntityByUid: {
    method: 'GET',
    path: `${base}/entities/by-uid/:uid`,
    summary: 'Read an entity by its uid',
    access: read,
    params: z.object({ uid: z.string() }),
    strictQuery: true,
    query: z.object({ asOf: instant.optional() }),
    result: entitySchema,
  },
  deleteEntityByUid: {
    method: 'DELETE',
    path: `${base}/entities/by-uid/:uid`,
    summary: 'Delete an entity; it comes back if a file still declares it',
    access: { permission: 'catalog.entity.delete', resource: 'catalog-entity' },
    params: z.object({ uid: z.string() }),
    strictQuery: true,
    query: z.object({}),
    status: 204,
  },
  getEntityByName: {
    method: 'GET',
    path: `${base}/entities/by-name/:kind/:namespace/:name`,
    summary: 'Read an entity by kind, namespace and name',
    access: read,
    params: entityName,
    strictQuery: true,
    query: z.object({ asOf: instant.optional() }),
    result: entitySchema,
  },
  getEntityAncestry: {
    method: 'GET',
    path: `${base}/entities/by-name/:kind/:namespace/:name/ancestry`,
    summary: 'Read an entity with the Locations that lead to it',
    access: read,
    params: entityName,
    strictQuery: true,
    query: z.object({ asOf: instant.optional() }),
    result: z.object({
      rootEntityRef: z.string(),
      items: z.array(z.object({ entity: entitySchema, parentEntityRefs: texts })),
    }),
  },
  getEntitiesByRefs: {
    method: 'POST',
    path: `${base}/entities/by-refs`,
    summary: 'Read many entities by their refs',
    access: read,
    strictQuery: true,
    query: z.object({ filter: texts.optional() }),
    body: z.object({
      entityRefs: texts,
      fields: texts.optional(),
      query: predicate.optional(),
      asOf: instant.optional(),
    }),
    result: z.object({ items: z.array(entitySchema.nullable()) }),
  },
  getFacets: {
    method: 'GET',
    path: `${base}/entity-facets`,
    summary: 'Count entities by the values of fields',
    access: read,
    strictQuery: true,
    query: z.object({ facet: texts, filter: texts.optional(), asOf: instant.optional() }),
    result: facets,
  },
  getFacetsByPredicate: {
    method: 'POST',
    path: `${base}/entity-facets`,
    summary: 'Count the entities that a predicate selects by the values of fields',
    access: read,
    strictQuery: true,
    query: z.object({}),
    body: z.object({
      facets: texts,
      query: predicate.optional(),
      /** Only entities with this text in one of the fields are counted. */
      fullTextFilter: fullTextFilter.optional(),
      asOf: instant.optional(),
    }),
    result: facets,
  },
})
