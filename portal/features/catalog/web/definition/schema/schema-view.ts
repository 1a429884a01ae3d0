/**
 * A JSON Schema as people read it. One level at a time: what is below is described when it is opened, so
 * schemas that contain themselves, or a thousand others, cost nothing.
 */
import { follow } from '../reading/refs.ts'
import { inline, isObject, type Json, listIn, objectIn, textIn } from '../reading/values.ts'

export interface SchemaView {
  /** `string`, `Passenger`, `array of Passenger`, `one of 3`. */
  type: string
  format: string
  /** Names of the refs followed, to see when a schema contains itself. */
  refs: string[]
  title: string
  description: string
  isDeprecated: boolean
  /** `min 1`, `default 1`, `read only`. */
  facts: string[]
  /** Values of an enum. */
  choices: string[]
  examples: string[]
  children: SchemaChild[]
  /** A ref that leads nowhere or out of the document. */
  missing?: string
}

export interface SchemaChild {
  label: string
  role: 'property' | 'variant' | 'values'
  isRequired: boolean
  schema: unknown
}

const mostParts = 100
const deepestList = 8
const mostChildren = 500
const mostChoices = 200

export function viewSchema(schema: unknown, root: Json, depth = 0): SchemaView {
  const { merged, refs, name, missing } = flatten(schema, root)
  const inner = itemsOf(merged)
  if (inner !== undefined) return arrayView(merged, inner, root, refs, depth, name)
  const children = childrenOf(merged)
  const variants = variantsOf(merged)
  const types = typesOf(merged)
  const plain = types.filter((type) => type !== 'null')
  const base = name ?? (plain.join(' or ') || implied(merged, children, variants))
  return {
    type: base,
    format: textIn(merged.format),
    refs,
    ...about(merged, types),
    children: [...children, ...variants].slice(0, mostChildren),
    ...(missing !== undefined && { missing }),
  }
}

function arrayView(
  merged: Json,
  inner: unknown,
  root: Json,
  refs: string[],
  depth: number,
  name?: string,
): SchemaView {
  const own = about(merged, typesOf(merged))
  const below = depth >= deepestList ? undefined : viewSchema(inner, root, depth + 1)
  return {
    ...own,
    type: name ? `${name}, a list` : `list of ${below?.type ?? 'anything'}`,
    format: below?.format ?? '',
    refs: [...refs, ...(below?.refs ?? [])],
    description: own.description || (below?.description ?? ''),
    facts: [...own.facts, ...(below?.facts ?? []).map((fact) => `each ${fact}`)],
    choices: below?.choices ?? [],
    examples: own.examples.length > 0 ? own.examples : (below?.examples ?? []),
    children: below?.children ?? [],
    ...(below?.missing !== undefined && { missing: below.missing }),
  }
}

/** The schema with its refs followed and the parts of `allOf` put together. */
export function flatten(
  schema: unknown,
  root: Json,
): { merged: Json; refs: string[]; name?: string; missing?: string } {
  const first = follow(schema, root)
  const siblings = isObject(schema) && first.refs.length > 0 ? { ...schema, $ref: undefined } : {}
  const refs = [...first.refs]
  const merged: Json = {}
  const state = { parts: 0, missing: first.missing }
  if (first.value === false) return { merged: { not: {} }, refs }
  const take = (part: unknown, seen: string[]): void => {
    if (++state.parts > mostParts || !isObject(part)) return
    for (const [key, value] of Object.entries(part)) put(merged, key, value)
    for (const below of listIn(part.allOf)) {
      const found = follow(below, root)
      if (found.refs.some((ref) => seen.includes(ref))) continue
      if (found.missing !== undefined) state.missing ??= found.missing
      take(found.value, [...seen, ...found.refs])
    }
  }
  take(siblings, refs)
  take(first.value, refs)
  const only = first.name ?? soleName(first.value, root)
  return {
    merged,
    refs,
    ...(only !== undefined && { name: only }),
    ...(state.missing !== undefined && { missing: state.missing }),
  }
}

/** `allOf` with one ref is how a ref gets a description in OpenAPI 3.0: it keeps the name. */
function soleName(value: unknown, root: Json): string | undefined {
  const parts = listIn(objectIn(value).allOf)
  if (parts.length !== 1 || objectIn(value).properties !== undefined) return undefined
  return follow(parts[0], root).name
}

/** The first word on a keyword wins; lists and maps of properties add up. */
function put(merged: Json, key: string, value: unknown): void {
  if (value === undefined || key === 'allOf' || key === '$ref') return
  const known = Object.hasOwn(merged, key) ? merged[key] : undefined
  if (key === 'properties' && isObject(value)) merged[key] = { ...value, ...objectIn(known) }
  else if (key === 'required' && Array.isArray(value)) merged[key] = [...listIn(known), ...value]
  else if (known === undefined)
    Object.defineProperty(merged, key, { value, enumerable: true, writable: true })
}

function itemsOf(schema: Json): unknown {
  if (schema.prefixItems !== undefined || Array.isArray(schema.items)) return undefined
  return schema.items !== undefined || typesOf(schema).includes('array') ? (schema.items ?? {}) : undefined
}

function typesOf(schema: Json): string[] {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type]
  const known = types.map(textIn).filter((type) => type !== '')
  return schema.nullable === true || schema['x-nullable'] === true ? [...known, 'null'] : known
}

function implied(schema: Json, children: SchemaChild[], variants: SchemaChild[]): string {
  if (variants.length > 0) return schema.oneOf ? `one of ${variants.length}` : `any of ${variants.length}`
  if (children.length > 0) return 'object'
  if (schema.enum !== undefined || schema.const !== undefined) return 'value'
  return schema.not === undefined ? 'anything' : 'restricted'
}

function childrenOf(schema: Json): SchemaChild[] {
  const required = new Set(listIn(schema.required))
  const children: SchemaChild[] = Object.entries(objectIn(schema.properties)).map(([label, below]) => ({
    label,
    role: 'property',
    isRequired: required.has(label),
    schema: below,
  }))
  for (const [index, below] of listIn(schema.prefixItems ?? schema.items).entries())
    children.push({ label: `${index + 1}.`, role: 'values', isRequired: false, schema: below })
  for (const [pattern, below] of Object.entries(objectIn(schema.patternProperties)))
    children.push({ label: `/${pattern}/`, role: 'values', isRequired: false, schema: below })
  if (isObject(schema.additionalProperties))
    children.push({
      label: 'any other name',
      role: 'values',
      isRequired: false,
      schema: schema.additionalProperties,
    })
  return children
}

function variantsOf(schema: Json): SchemaChild[] {
  const variants = [...listIn(schema.oneOf), ...listIn(schema.anyOf)]
  return variants.map((below, index) => ({
    label: textIn(objectIn(below).title) || `${index === 0 ? 'either' : 'or'}`,
    role: 'variant',
    isRequired: false,
    schema: below,
  }))
}

const limits: [key: string, words: string][] = [
  ['minimum', '≥'],
  ['exclusiveMinimum', '>'],
  ['maximum', '≤'],
  ['exclusiveMaximum', '<'],
  ['multipleOf', 'multiple of'],
  ['minLength', 'length ≥'],
  ['maxLength', 'length ≤'],
  ['minItems', 'items ≥'],
  ['maxItems', 'items ≤'],
  ['minProperties', 'names ≥'],
  ['maxProperties', 'names ≤'],
  ['pattern', 'matches'],
  ['default', 'default'],
  ['contentMediaType', 'holds'],
  ['contentEncoding', 'encoded as'],
]

function about(schema: Json, types: string[]) {
  const facts = limits
    .filter(([key]) => schema[key] !== undefined && typeof schema[key] !== 'boolean')
    .map(([key, words]) => `${words} ${inline(schema[key], 80)}`)
  if (typeof schema.default === 'boolean') facts.push(`default ${schema.default}`)
  if (types.includes('null')) facts.push('may be null')
  if (schema.uniqueItems === true) facts.push('no doubles')
  if (schema.readOnly === true) facts.push('read only')
  if (schema.writeOnly === true) facts.push('write only')
  if (schema.additionalProperties === false) facts.push('no other names')
  const choices = schema.const !== undefined ? [schema.const] : listIn(schema.enum)
  const examples =
    schema.example !== undefined ? [schema.example] : Object.values(objectOrList(schema.examples))
  return {
    title: textIn(schema.title),
    description: textIn(schema.description),
    isDeprecated: schema.deprecated === true,
    facts,
    choices: choices.slice(0, mostChoices).map((choice) => inline(choice, 80)),
    examples: examples.slice(0, 3).map((example) => inline(example, 120)),
  }
}

function objectOrList(value: unknown): Json | unknown[] {
  return Array.isArray(value) ? value : objectIn(value)
}
