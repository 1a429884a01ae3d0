/**
 * The catalog's HTTP contract: Backstage's routes with Backstage's shapes (docs/rest-api.md), and ours
 * beside them (`history`, `asOf`, `problems`, `sources`). Server and web both import it.
 */
import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'

const text = z.string().min(1)
const texts = z.array(z.string())
/** A number in a query string; said to be wrong in the words of the reference's validation. */
const count = (name: string) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value
    if (value.trim() !== '' && !Number.isNaN(Number(value))) return Number(value)
    context.addIssue({ code: 'custom', message: `request/query/${name} must be integer`, input: value })
    return z.NEVER
  }, z.int().min(0))
const instant = z.string().refine((value) => !Number.isNaN(Date.parse(value)), {
  error: "Invalid asOf, expected an instant like '2026-01-31T12:00:00Z'",
})

const read = { permission: 'catalog.entity.read' } as const
const base = '/api/catalog'

const entityRelation = z.object({ type: z.string(), targetRef: z.string() })
const statusItem = z.looseObject({
  type: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  error: z.looseObject({ name: z.string(), message: z.string() }).optional(),
})

/** An entity as it is answered; with `fields`, parts of it are left out. */
export const entitySchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    uid: z.string().optional(),
    etag: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
    tags: texts.optional(),
    links: z
      .array(
        z.looseObject({
          url: z.string(),
          title: z.string().optional(),
          icon: z.string().optional(),
          type: z.string().optional(),
        }),
      )
      .optional(),
  }),
  spec: z.record(z.string(), z.unknown()).optional(),
  relations: z.array(entityRelation).optional(),
  status: z.object({ items: z.array(statusItem) }).optional(),
})

export const locationSchema = z.object({
  id: z.string(),
  type: z.string(),
  target: z.string(),
  entityRef: z.string(),
})
const locationInput = z.strictObject({ type: z.string(), target: z.string() })

const entityName = z.object({ kind: z.string(), namespace: z.string(), name: z.string() })
const predicate = z.record(z.string(), z.unknown())
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

/** Something wrong in a file or source, and the entity it shows on. */
export const problemSchema = z.object({
  id: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  name: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
  file: z.string().nullable(),
  line: z.number().nullable(),
  column: z.number().nullable(),
  /** Location ref of the file it was found in, e.g. `url:https://…`. */
  location: z.string().nullable(),
  /** The entity it is about, when that can be told. */
  entityRef: z.string().nullable(),
  sourceId: z.string(),
  firstSeenAt: z.string(),
})

/** A root: where reading starts. */
export const sourceSchema = z.object({
  id: z.string(),
  kind: z.enum(['config', 'registered', 'provider']),
  type: z.string(),
  target: z.string(),
  state: z.enum(['pending', 'ok', 'failing']),
  /** The Location entity that stands for it. */
  entityRef: z.string().nullable(),
  createdAt: z.string(),
  lastChangeAt: z.string().nullable(),
  nextReadAt: z.string().nullable(),
  reading: z.boolean(),
  files: z.number(),
  failingFiles: z.number(),
  entities: z.number(),
  problems: z.object({ error: z.number(), warning: z.number(), info: z.number() }),
})

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

const graphOwner = z.object({ ref: z.string(), title: z.string(), missing: z.boolean() })
/** An entity as a drawing needs it. */
export const graphNodeSchema = z.object({
  ref: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  title: z.string().nullable(),
  type: z.string().nullable(),
  lifecycle: z.string().nullable(),
  owner: graphOwner.nullable(),
  /** Something refers to it, but the catalog does not have it. */
  missing: z.boolean(),
  hasProblems: z.boolean(),
  /** Steps from the nearest root. */
  depth: z.number(),
  /** Neighbours that are not in the answer. */
  leftOut: z.number(),
})
const graph = z.object({
  roots: texts,
  nodes: z.array(graphNodeSchema),
  /** One per pair and direction, with every relation type from source to target. */
  edges: z.array(z.object({ source: z.string(), target: z.string(), types: texts })),
  /** The limit of nodes was reached. */
  truncated: z.boolean(),
})
const impactEntity = graphNodeSchema.omit({ owner: true, leftOut: true }).extend({
  /** The entity one step nearer, and the relation from there to here. */
  via: z.object({ ref: z.string(), type: z.string() }),
})
const impact = z.object({
  ref: z.string(),
  direction: z.enum(['dependents', 'dependencies']),
  total: z.number(),
  truncated: z.boolean(),
  /** By owner, most entities first; what nobody owns comes last. */
  groups: z.array(
    z.object({
      owner: graphOwner.nullable(),
      count: z.number(),
      nearest: z.number(),
      entities: z.array(impactEntity),
    }),
  ),
})

export const catalogApi = defineRoutes({
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
    access: { permission: 'catalog.entity.delete' },
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
    body: z.object({ facets: texts, query: predicate.optional(), asOf: instant.optional() }),
    result: facets,
  },
  refreshEntity: {
    method: 'POST',
    path: `${base}/refresh`,
    summary: 'Read the files an entity comes from again, now',
    access: { permission: 'catalog.entity.refresh', action: 'update' },
    strictQuery: true,
    query: z.object({}),
    body: z.strictObject({ entityRef: z.string(), authorizationToken: z.string().optional() }),
  },
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
    access: { permission: 'catalog.location.read' },
    strictQuery: true,
    query: z.object({}),
    result: z.array(z.object({ data: locationSchema })),
  },
  queryLocations: {
    method: 'POST',
    path: `${base}/locations/by-query`,
    summary: 'List registered files page by page',
    access: { permission: 'catalog.location.read' },
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
    access: { permission: 'catalog.location.read' },
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
    access: { permission: 'catalog.location.read' },
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
    result: z.object({
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
    }),
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
  listProblems: {
    method: 'GET',
    path: `${base}/problems`,
    summary: 'List what is wrong in files and sources, with file, line, reason and fix',
    access: read,
    strictQuery: true,
    query: z.object({
      /** Ref of the entity that shows the problem, or of the Location that leads to its file. */
      entityRef: text.optional(),
      sourceId: text.optional(),
      severity: z.enum(['error', 'warning', 'info']).optional(),
      limit: count('limit').optional(),
      cursor: text.optional(),
    }),
    result: z.object({
      items: z.array(problemSchema),
      totalItems: z.number(),
      pageInfo: z.object({ nextCursor: z.string().optional() }),
    }),
  },
  listSources: {
    method: 'GET',
    path: `${base}/sources`,
    summary: 'List where the catalog reads from, and how that goes',
    access: { permission: 'catalog.location.read' },
    strictQuery: true,
    query: z.object({}),
    result: z.object({ items: z.array(sourceSchema) }),
  },
  readGraph: {
    method: 'GET',
    path: `${base}/graph`,
    summary: 'Read what is related to some entities as nodes and edges; without a root, where to start',
    access: read,
    strictQuery: true,
    query: z.object({
      rootRef: texts.optional(),
      /** Steps from the roots, 1 unless told; `all` goes as far as `limit` allows. */
      depth: z
        .string()
        .regex(/^(all|\d{1,4})$/)
        .optional(),
      kind: texts.optional(),
      relation: texts.optional(),
      /** Only relations that carry breakage: to what would break, or to what is relied on. */
      direction: z.enum(['both', 'dependents', 'dependencies']).optional(),
      /** Entities of the answer whose neighbours are wanted too. */
      expand: texts.optional(),
      /** Nodes at most: 300 unless told, 2,000 in any case. */
      limit: count('limit').optional(),
    }),
    result: graph,
  },
  readImpact: {
    method: 'GET',
    path: `${base}/impact`,
    summary: 'Read what breaks when an entity goes away, or what it relies on, by owner',
    access: read,
    strictQuery: true,
    query: z.object({ ref: text, direction: z.enum(['dependents', 'dependencies']).optional() }),
    result: impact,
  },
})

export type CatalogApi = typeof catalogApi
export type GraphAnswer = z.output<typeof graph>
export type GraphNode = GraphAnswer['nodes'][number]
export type ImpactAnswer = z.output<typeof impact>
export type EntityAnswer = z.output<typeof entitySchema>
export type LocationAnswer = z.output<typeof locationSchema>
export type Version = z.output<typeof versionSchema>
export type ProblemAnswer = z.output<typeof problemSchema>
export type SourceAnswer = z.output<typeof sourceSchema>
