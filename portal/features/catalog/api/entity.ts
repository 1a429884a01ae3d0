import { z } from 'zod'
import { texts } from './values.ts'

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

export type EntityAnswer = z.output<typeof entitySchema>
