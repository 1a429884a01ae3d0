/**
 * Cursors of by-query: base64 of JSON, because the reference's client looks inside. A cursor with `query`
 * makes it ask for the next page by POST, one with `filter` by GET.
 */
import { PortalError } from '@callboard/sdk'
import { z } from 'zod'

const value = z.union([z.string(), z.null()])

const schema = z.object({
  orderFields: z.array(z.object({ field: z.string(), order: z.enum(['asc', 'desc']) })).max(10),
  /** Sort values of the entity at the edge of the page, its uid last. */
  orderFieldValues: z.array(value).min(1).max(11),
  /** Sort values of the very first entity: where paging backwards ends. */
  firstSortFieldValues: z.array(value).max(11),
  isPrevious: z.boolean(),
  /** `filter` parameters as they were asked. */
  filter: z.array(z.string()).optional(),
  /** The predicate as it was posted. */
  query: z.record(z.string(), z.unknown()).optional(),
  fullTextFilter: z.object({ term: z.string(), fields: z.array(z.string()).optional() }).optional(),
  totalItems: z.number().int().min(0).optional(),
  asOf: z.string().optional(),
})

export type Cursor = z.output<typeof schema>

export function encodeCursor(cursor: object): string {
  return Buffer.from(JSON.stringify(cursor), 'utf8').toString('base64')
}

/** @throws `input` with `Malformed cursor: …`. */
export function decodeCursor(text: string): Cursor {
  return decode(text, schema)
}

/**
 * Reads any cursor of ours.
 *
 * @throws `input` with `Malformed cursor: …`.
 */
export function decode<S extends z.ZodType>(text: string, shape: S): z.output<S> {
  const parsed = shape.safeParse(readJson(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw malformed(issue ? `${issue.path.join('.') || 'it'}: ${issue.message}` : 'unknown form')
}

function readJson(text: string): unknown {
  // A plus sign that was not escaped in a URL arrives as a space.
  const base64 = text.replaceAll(' ', '+')
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) throw malformed('it is not base64')
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))
  } catch {
    throw malformed('it holds no JSON')
  }
}

function malformed(why: string): PortalError {
  return new PortalError('input', `Malformed cursor: ${why}`)
}
