/**
 * The rules that conditions about entities are made of: Backstage's six, with its params, and ours. Each gives
 * a `Condition`, so that what may be read is found like what is filtered for.
 */
import { PortalError } from '@callboard/sdk'
import { parseRef, stringifyRef } from '@callboard/sdk/model'
import { z } from 'zod'
import { allOf, anyOf, type Condition, exists, oneOf, relation, startsWith } from '../query/condition.ts'
import { parsePredicate } from '../query/predicate.ts'
import { storable } from '../store/storable.ts'

/** Refs of the systems and domains that are inside of some, these included, through any number of steps. */
export type InsideOf = (refs: readonly string[]) => Promise<string[]>

export interface EntityRule<P> {
  description: string
  params: z.ZodType<P>
  compile(params: P, insideOf: InsideOf): Condition | Promise<Condition>
}

const text = z.string().min(1)
const texts = z.array(z.string())
const value = z.string().optional()

function rule<P>(
  description: string,
  params: z.ZodType<P>,
  compile: EntityRule<P>['compile'],
): EntityRule<P> {
  return { description, params, compile }
}

const valued = (key: string, wanted: string | undefined) =>
  wanted === undefined ? exists(key) : oneOf(key, [wanted])

export const entityRules = {
  HAS_ANNOTATION: rule(
    'Allow entities with the specified annotation',
    z.strictObject({
      annotation: text.describe('Name of the annotation to match on'),
      value: value.describe('Value of the annotation to match on'),
    }),
    ({ annotation, value }) => valued(`metadata.annotations.${annotation}`, value),
  ),
  HAS_LABEL: rule(
    'Allow entities with the specified label',
    z.strictObject({
      label: text.describe('Name of the label to match on'),
      value: value.describe('Value of the label to match on'),
    }),
    ({ label, value }) => valued(`metadata.labels.${label}`, value),
  ),
  HAS_METADATA: rule(
    'Allow entities with the specified metadata subfield',
    z.strictObject({
      key: text.describe('Property within the entities metadata to match on'),
      value: value.describe('Value of the given property to match on'),
    }),
    ({ key, value }) => valued(`metadata.${key}`, value),
  ),
  HAS_SPEC: rule(
    'Allow entities with the specified spec subfield',
    z.strictObject({
      key: text.describe('Property within the entities spec to match on'),
      value: value.describe('Value of the given property to match on'),
    }),
    ({ key, value }) => valued(`spec.${key}`, value),
  ),
  IS_ENTITY_KIND: rule(
    'Allow entities matching a specified kind',
    z.strictObject({ kinds: texts.describe('List of kinds to match at least one of') }),
    ({ kinds }) => oneOf('kind', kinds),
  ),
  IS_ENTITY_OWNER: rule(
    'Allow entities owned by a specified claim',
    z.strictObject({
      claims: texts.describe('List of claims to match at least one on within ownedBy'),
    }),
    ({ claims }) => relation(['ownedBy'], claims),
  ),
  IN_NAMESPACE: rule(
    'Allow entities in one of the namespaces',
    z.strictObject({ namespaces: texts.describe('Namespaces to match at least one of') }),
    ({ namespaces }) => oneOf('metadata.namespace', namespaces),
  ),
  IN_SYSTEM: rule(
    'Allow systems and everything that is part of them',
    z.strictObject({ systems: texts.describe('Refs of systems; a name alone is in the namespace default') }),
    ({ systems }) => partOf(systems.map((ref) => fullRef(ref, 'system'))),
  ),
  IN_DOMAIN: rule(
    'Allow domains, the domains and systems in them, and everything that is part of those',
    z.strictObject({ domains: texts.describe('Refs of domains; a name alone is in the namespace default') }),
    ({ domains }, insideOf) => insideOf(domains.map((ref) => fullRef(ref, 'domain'))).then(partOf),
  ),
  MATCHES: rule(
    'Allow entities that a query selects, as in POST /api/catalog/entities/by-query',
    z.strictObject({
      query: z.record(z.string(), z.unknown()).describe('For example { "spec.lifecycle": "production" }'),
    }),
    ({ query }) => parsePredicate(query),
  ),
  FROM_LOCATION: rule(
    'Allow entities that are read from files of a type of location, or from below a place',
    z
      .strictObject({
        type: z.enum(['url', 'file']).optional().describe('Type of the location'),
        targetPrefix: text.optional().describe('How the URL or path of the file begins'),
      })
      .refine(({ type, targetPrefix }) => type ?? targetPrefix, { error: 'needs a type or a targetPrefix' }),
    ({ type, targetPrefix = '' }) =>
      anyOf(
        (type ? [type] : ['url', 'file']).map((one) => startsWith(locationKey, `${one}:${targetPrefix}`)),
      ),
  ),
}

const locationKey = 'metadata.annotations.backstage.io/managed-by-location'

export const entityResource = 'catalog-entity'

/** The rule with params that fit it. @throws `input` that names what is wrong. */
export function readRule(
  name: string,
  params: unknown,
): (insideOf: InsideOf) => Condition | Promise<Condition> {
  const found = Object.hasOwn(entityRules, name)
    ? (entityRules[name as keyof typeof entityRules] as EntityRule<unknown>)
    : undefined
  if (!found) {
    const known = Object.keys(entityRules).join(', ')
    throw new PortalError('input', `There is no rule '${name}'; there are ${known}`)
  }
  const read = found.params.safeParse(params ?? {})
  if (read.success) return (insideOf) => found.compile(read.data, insideOf)
  throw new PortalError('input', `The params of the rule ${name}: ${wrongIn(read.error, found.params)}`)
}

/** What is wrong with params, and what they may be. */
function wrongIn({ issues }: z.ZodError, params: z.ZodType): string {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys')
  if (unknown) {
    const { properties = {} } = z.toJSONSchema(params, { io: 'input' })
    const names = Object.keys(properties).map((key) => `'${key}'`)
    return `there is no '${unknown.keys.join("', '")}', only ${names.join(' and ')}`
  }
  const [issue] = issues
  if (!issue) return 'they are not valid'
  const where = issue.path.length > 0 ? `'${issue.path.join('.')}' ` : ''
  if (issue.code !== 'invalid_type') return where ? `${where}is wrong: ${issue.message}` : issue.message
  if (issue.message.endsWith('received undefined')) return `${where}is missing`
  const wanted = { array: 'a list', string: 'a text', record: 'an object' }[issue.expected as string]
  return `${where}must be ${wanted ?? issue.expected}`
}

function partOf(refs: readonly string[]): Condition {
  return anyOf([relation(['partOf'], refs), ...refs.map(itself)])
}

function itself(ref: string): Condition {
  const { kind, namespace, name } = parseRef(ref)
  return allOf([
    oneOf('kind', [kind]),
    oneOf('metadata.namespace', [namespace]),
    oneOf('metadata.name', [name]),
  ])
}

function fullRef(ref: string, kind: string): string {
  // Postgres takes neither of what is replaced.
  return stringifyRef(parseRef(storable(ref), { kind }))
}
