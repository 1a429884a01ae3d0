import type { Criteria } from '@callboard/sdk'
import { z } from 'zod'

/** A question this big is a mistake or an attack. */
const maxDepth = 24
const maxParts = 500

const shape: z.ZodType<Criteria> = z.lazy(() =>
  z.union([
    z.strictObject({ allOf: z.array(shape).min(1) }),
    z.strictObject({ anyOf: z.array(shape).min(1) }),
    z.strictObject({ not: shape }),
    z.strictObject({
      rule: z.string().min(1),
      resourceType: z.string().min(1).default('catalog-entity'),
      params: z.record(z.string(), z.unknown()).optional(),
    }),
  ]),
) as z.ZodType<Criteria>

/** What a resource must be like, in Backstage's form: `allOf`, `anyOf`, `not`, or a rule with its params. */
export const criteriaSchema = z.unknown().transform((value, context): Criteria => {
  if (!isSmall(value)) {
    const message = `Conditions have at most ${maxParts} parts and ${maxDepth} levels`
    context.issues.push({ code: 'custom', message, input: value })
    return z.NEVER
  }
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const message = 'Conditions are one of { allOf: [...] }, { anyOf: [...] }, { not: ... }, { rule, params }'
  context.issues.push({ code: 'custom', message, input: value })
  return z.NEVER
})

function isSmall(value: unknown): boolean {
  let parts = 0
  const visit = (node: unknown, depth: number): boolean => {
    parts += 1
    if (parts > maxParts * 8 || depth > maxDepth) return false
    if (typeof node !== 'object' || node === null) return true
    return Object.values(node).every((child) => visit(child, depth + 1))
  }
  return visit(value, 0)
}
