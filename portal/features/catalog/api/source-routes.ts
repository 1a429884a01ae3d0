import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { base, count, read, text, texts } from './values.ts'

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
  /** When reading it was last begun. */
  lastReadAt: z.string().nullable(),
  nextReadAt: z.string().nullable(),
  reading: z.boolean(),
  files: z.number(),
  failingFiles: z.number(),
  entities: z.number(),
  problems: z.object({ error: z.number(), warning: z.number(), info: z.number() }),
})

export type ProblemAnswer = z.output<typeof problemSchema>
export type SourceAnswer = z.output<typeof sourceSchema>

export const sourceRoutes = defineRoutes({
  listProblems: {
    method: 'GET',
    path: `${base}/problems`,
    summary: 'List what is wrong in files and sources, with file, line, reason and fix',
    access: read,
    strictQuery: true,
    query: z.object({
      /** Ref of the entity that shows the problem, or of the Location that leads to its file. */
      entityRef: text.optional(),
      /** Only problems of entities that one of these owns. */
      owner: texts.optional(),
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
})
