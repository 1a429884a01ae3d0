/** Parts that routes share: parameters, and who may read. */
import { z } from 'zod'

export const text = z.string().min(1)
export const texts = z.array(z.string())
/** A number in a query string; said to be wrong in the words of the reference's validation. */
export const count = (name: string) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value
    if (value.trim() !== '' && !Number.isNaN(Number(value))) return Number(value)
    context.addIssue({ code: 'custom', message: `request/query/${name} must be integer`, input: value })
    return z.NEVER
  }, z.int().min(0))
export const instant = z.string().refine((value) => !Number.isNaN(Date.parse(value)), {
  error: "Invalid asOf, expected an instant like '2026-01-31T12:00:00Z'",
})

/** Lists, counts and graphs hold what the policy lets the caller see, which may be nothing. */
export const read = {
  permission: 'catalog.entity.read',
  resource: 'catalog-entity',
  hides: true,
} as const
export const readLocations = { permission: 'catalog.location.read', hides: true } as const
export const base = '/api/catalog'

export const entityName = z.object({ kind: z.string(), namespace: z.string(), name: z.string() })
export const predicate = z.record(z.string(), z.unknown())

/** Why something cannot be done, and what to do about it. */
export const trouble = z.object({ message: z.string(), hint: z.string().optional() })

/** A problem of a file that is not in the catalog. */
export const fileProblem = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  name: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  at: z.object({ file: z.string(), line: z.number().optional(), column: z.number().optional() }).optional(),
})
