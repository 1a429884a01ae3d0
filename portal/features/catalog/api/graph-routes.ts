import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { base, count, read, text, texts } from './values.ts'

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

export type GraphAnswer = z.output<typeof graph>
export type GraphNode = GraphAnswer['nodes'][number]
export type ImpactAnswer = z.output<typeof impact>

export const graphRoutes = defineRoutes({
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
