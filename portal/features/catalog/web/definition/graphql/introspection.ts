import { listIn, objectIn, textIn } from '../reading/values.ts'
import type { GraphqlField, GraphqlSchema, GraphqlType, TypeKind } from './read-sdl.ts'

const kinds: Record<string, TypeKind> = {
  OBJECT: 'type',
  INTERFACE: 'interface',
  UNION: 'union',
  ENUM: 'enum',
  INPUT_OBJECT: 'input',
  SCALAR: 'scalar',
}

/** A schema from the answer to an introspection query; undefined when the text is none. */
export function readIntrospection(text: string): GraphqlSchema | undefined {
  if (!/^\s*\{/.test(text)) return undefined
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return undefined
  }
  const schema = objectIn(objectIn(answer).__schema ?? objectIn(objectIn(answer).data).__schema)
  const types = listIn(schema.types)
    .map(typeOf)
    .filter((type) => type.name !== '' && !type.name.startsWith('__'))
  if (types.length === 0) return undefined
  const root = (key: string) => textIn(objectIn(schema[key]).name)
  const roots = {
    query: root('queryType'),
    mutation: root('mutationType'),
    subscription: root('subscriptionType'),
  }
  return {
    types,
    roots: Object.fromEntries(Object.entries(roots).filter(([, name]) => name !== '')),
    description: textIn(schema.description),
  }
}

function typeOf(value: unknown): GraphqlType {
  const type = objectIn(value)
  const members = type.kind === 'UNION' ? type.possibleTypes : type.interfaces
  return {
    kind: kinds[textIn(type.kind)] ?? 'scalar',
    name: textIn(type.name),
    description: textIn(type.description),
    fields: listIn(type.fields ?? type.inputFields).map(fieldOf),
    names: listIn(members).map((member) => textIn(objectIn(member).name)),
    values: listIn(type.enumValues).map((one) => ({
      name: textIn(objectIn(one).name),
      description: textIn(objectIn(one).description),
      deprecated: deprecated(one),
    })),
    applied: [],
  }
}

function fieldOf(value: unknown): GraphqlField {
  const field = objectIn(value)
  return {
    name: textIn(field.name),
    description: textIn(field.description),
    type: written(field.type, 0),
    args: listIn(field.args).map(fieldOf),
    defaultValue: textIn(field.defaultValue),
    deprecated: deprecated(field),
  }
}

function written(value: unknown, depth: number): string {
  const { kind, name, ofType } = objectIn(value)
  if (depth > 10) return ''
  if (kind === 'NON_NULL') return `${written(ofType, depth + 1)}!`
  if (kind === 'LIST') return `[${written(ofType, depth + 1)}]`
  return textIn(name)
}

function deprecated(value: unknown): string | undefined {
  const { isDeprecated, deprecationReason } = objectIn(value)
  return isDeprecated === true ? textIn(deprecationReason) : undefined
}
