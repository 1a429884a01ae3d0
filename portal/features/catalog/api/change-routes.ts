import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { base, read } from './values.ts'

/** Data of the event `changed`. */
export const changedSchema = z.object({
  /** What changed; empty when `all`. */
  refs: z.array(z.string()),
  /** More changed than is told, or it is not known what: read everything again. */
  all: z.boolean(),
  revision: z.number(),
})
export type Changed = z.output<typeof changedSchema>

/** Data of the event `problems`. */
export type ProblemCounts = { error: number; warning: number; info: number }

/** Data of the event `refreshed`: sources that were read to their end, changed or not. */
export type Refreshed = { sourceIds: string[] }

export const changeRoutes = defineRoutes({
  watchChanges: {
    method: 'GET',
    path: `${base}/changes`,
    summary:
      'Follow the catalog: server-sent events `hello`, `changed`, `problems` and `refreshed`; resumes after `last-event-id`',
    access: read,
    query: z.object({ since: z.coerce.number().int().min(0).optional() }),
  },
})
