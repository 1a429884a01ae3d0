/**
 * Checks params, query and body of a request against a route's zod schemas. What is wrong is said in the
 * words of the reference's OpenAPI validation (`request/query/limit must be >= 0`), because clients print them.
 */
import { PortalError, type Route } from '@callboard/sdk'
import { z } from 'zod'

export type Query = Record<string, string | string[]>

/** A route's checks, prepared once when the route is declared. */
export interface Checks {
  params(raw: Record<string, string>): unknown
  query(search: string): unknown
  body(raw: unknown): unknown
}

/** @throws `input` from the checks, with one sentence that names every wrong value. */
export function compileChecks(route: Route): Checks {
  const { params, query, body } = route
  const shape = query instanceof z.ZodObject ? (query.shape as Record<string, z.ZodType>) : undefined
  const lists = Object.entries(shape ?? {}).flatMap(([name, schema]) => (isList(schema) ? [name] : []))
  return {
    params: params ? (raw) => check(params, raw, 'request/params') : (raw) => raw,
    query: (search) => {
      if (!query && !route.strictQuery) return undefined
      const raw = parseQuery(search)
      if (route.strictQuery) checkNames(raw, shape)
      if (!query) return undefined
      for (const name of lists) if (typeof raw[name] === 'string') raw[name] = [raw[name]]
      return check(query, raw, 'request/query')
    },
    body: body ? (raw) => check(body, raw, 'request/body') : () => undefined,
  }
}

/** Parses a query string; a parameter given several times becomes a list. */
export function parseQuery(search: string): Query {
  const query = Object.create(null) as Query
  if (search.length < 2) return query
  for (const [name, value] of new URLSearchParams(search)) {
    const known = query[name]
    if (known === undefined) query[name] = value
    else if (Array.isArray(known)) known.push(value)
    else query[name] = [known, value]
  }
  return query
}

function checkNames(query: Query, shape: Record<string, z.ZodType> | undefined): void {
  for (const name in query) {
    if (shape && !Object.hasOwn(shape, name))
      throw new PortalError('input', `Unknown query parameter '${name}'`)
    if (query[name] === '') throw new PortalError('input', `Empty value found for query parameter '${name}'`)
  }
}

function check(schema: z.ZodType, value: unknown, at: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const texts = result.error.issues.map((issue) => issueText(issue, value, at))
  throw new PortalError('input', [...new Set(texts)].slice(0, 20).join(', '))
}

function issueText(issue: z.core.$ZodIssue, root: unknown, at: string): string {
  const where = [at, ...issue.path.map(String)].join('/')
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
    case 'invalid_value':
      return isMissing(issue.path, root) ? missingText(issue.path, at) : `${where} ${mismatchText(issue)}`
    case 'too_small':
      return `${where} ${boundText(issue.origin, issue.inclusive ? '>=' : '>', 'fewer', Number(issue.minimum))}`
    case 'too_big':
      return `${where} ${boundText(issue.origin, issue.inclusive ? '<=' : '<', 'more', Number(issue.maximum))}`
    case 'unrecognized_keys':
      return `${where} must NOT have additional properties (${issue.keys.join(', ')})`
    case 'invalid_format':
      return formatText(issue, where)
    case 'not_multiple_of':
      return `${where} must be multiple of ${issue.divisor}`
    case 'custom':
      // A schema's own sentence stands alone: some routes promise an exact text.
      return issue.message === 'Invalid input' ? `${where} is not valid` : issue.message
    default:
      return `${where} ${issue.message}`
  }
}

function mismatchText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${typeNames[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_value') {
    return `must be equal to one of the allowed values: ${issue.values.map(String).join(', ')}`
  }
  if (issue.code === 'invalid_union') return `must match one of the allowed forms`
  return issue.message
}

/** A schema's own sentence says more than its pattern; zod's own sentences begin alike. */
function formatText(
  { format, pattern, message }: z.core.$ZodIssueInvalidStringFormat,
  where: string,
): string {
  if (!message.startsWith('Invalid')) return `${where}: ${message}`
  if (format === 'regex' && pattern) return `${where} must match pattern "${pattern}"`
  return `${where} must match format "${format === 'datetime' ? 'date-time' : format}"`
}

const typeNames: Record<string, string> = { int: 'integer', record: 'object', map: 'object', nan: 'number' }

function boundText(origin: string, sign: string, word: 'fewer' | 'more', bound: number): string {
  if (origin === 'string') return `must NOT have ${word} than ${bound} characters`
  if (origin === 'array' || origin === 'set') return `must NOT have ${word} than ${bound} items`
  return `must be ${sign} ${bound}`
}

function isMissing(path: PropertyKey[], root: unknown): boolean {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return false
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return path.length > 0 && value === undefined
}

function missingText(path: PropertyKey[], at: string): string {
  const parent = [at, ...path.slice(0, -1).map(String)].join('/')
  return `${parent} must have required property '${String(path.at(-1))}'`
}

function isList(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodArray) return true
  const inner = (schema.def as { innerType?: z.ZodType }).innerType
  return inner ? isList(inner) : false
}
