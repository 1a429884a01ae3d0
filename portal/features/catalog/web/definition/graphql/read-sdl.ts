/**
 * A reader of GraphQL's schema language: what is needed to show a schema, and where the text stops being
 * one. Bodies of types are read token by token, so nothing is ever scanned twice.
 */
import type { DefinitionProblem } from '../reading/read-document.ts'
import { type SdlToken, tokenize } from './sdl-tokens.ts'

export type TypeKind = 'type' | 'interface' | 'union' | 'enum' | 'input' | 'scalar' | 'directive'

export interface GraphqlSchema {
  types: GraphqlType[]
  /** Names of the types behind `query`, `mutation` and `subscription`. */
  roots: { query?: string; mutation?: string; subscription?: string }
  description: string
}

export interface GraphqlType {
  kind: TypeKind
  name: string
  description: string
  fields: GraphqlField[]
  /** Interfaces it implements, members of a union, places of a directive. */
  names: string[]
  values: { name: string; description: string; deprecated: string | undefined }[]
  applied: string[]
}

export interface GraphqlField {
  name: string
  description: string
  /** As written: `[Sailing!]!`. */
  type: string
  args: GraphqlField[]
  defaultValue: string
  /** The reason, '' without one; undefined when it is not deprecated. */
  deprecated: string | undefined
}

class SyntaxProblem extends Error {
  readonly line: number
  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

/** The types of a schema, or why the text is none. Never throws. */
export function readSdl(text: string): { value: GraphqlSchema } | { problem: DefinitionProblem } {
  try {
    const schema = parse(tokenize(text))
    if (schema.types.length === 0)
      return {
        problem: {
          message: 'The definition declares no types.',
          hint: 'Expected GraphQL SDL: "type Query { … }".',
        },
      }
    return { value: schema }
  } catch (error) {
    if (error instanceof SyntaxProblem) return { problem: { message: error.message, line: error.line } }
    if (error instanceof RangeError) return { problem: { message: 'The definition is nested too deeply.' } }
    throw error
  }
}

const kinds = new Set<string>(['type', 'interface', 'union', 'enum', 'input', 'scalar', 'directive'])

function parse(tokens: SdlToken[]): GraphqlSchema {
  let at = 0
  const found = new Map<string, GraphqlType>()
  const schema: GraphqlSchema = { types: [], roots: {}, description: '' }

  const peek = (ahead = 0): SdlToken =>
    tokens[at + ahead] ?? { kind: 'end', text: '', line: tokens.at(-1)?.line ?? 1 }
  const next = (): SdlToken => {
    const token = peek()
    at++
    return token
  }
  const is = (text: string) => peek().text === text && peek().kind !== 'string'
  const skip = (text: string): boolean => {
    if (!is(text)) return false
    at++
    return true
  }
  const expect = (text: string): void => {
    if (!skip(text)) throw unexpected(peek(), `“${text}”`)
  }
  const name = (): string => {
    const token = next()
    if (token.kind !== 'name') throw unexpected(token, 'a name')
    return token.text
  }
  const description = (): string => (peek().kind === 'string' ? next().text : '')

  const value = (): string => {
    const token = next()
    const close = { '[': ']', '{': '}' }[token.text]
    if (token.kind === 'string') return JSON.stringify(token.text)
    if (token.text === '$') return `$${name()}`
    if (close === undefined || token.kind !== 'mark') {
      if (token.kind === 'end' || token.kind === 'mark') throw unexpected(token, 'a value')
      return token.text
    }
    const parts: string[] = []
    while (!is(close)) {
      if (token.text === '{') {
        const key = name()
        expect(':')
        parts.push(`${key}: ${value()}`)
      } else parts.push(value())
    }
    expect(close)
    return `${token.text}${parts.join(', ')}${close}`
  }

  /** `@deprecated(reason: "…") @key(fields: "id")` */
  const directives = (): { applied: string[]; deprecated: string | undefined } => {
    const applied: string[] = []
    let deprecated: string | undefined
    while (skip('@')) {
      const directive = name()
      const args: [string, string][] = []
      if (skip('(')) {
        while (!is(')')) {
          const key = name()
          expect(':')
          args.push([key, value()])
        }
        expect(')')
      }
      if (directive === 'deprecated') {
        const reason = args.find(([key]) => key === 'reason')?.[1] ?? ''
        deprecated = reason.startsWith('"') ? (JSON.parse(reason) as string) : reason
      } else {
        applied.push(
          `@${directive}${args.length > 0 ? `(${args.map(([key, to]) => `${key}: ${to}`).join(', ')})` : ''}`,
        )
      }
    }
    return { applied, deprecated }
  }

  const typeRef = (): string => {
    let type: string
    if (skip('[')) {
      type = `[${typeRef()}]`
      expect(']')
    } else type = name()
    return skip('!') ? `${type}!` : type
  }

  const field = (): GraphqlField => {
    const about = description()
    const fieldName = name()
    const args = skip('(') ? until(')', field) : []
    expect(':')
    const type = typeRef()
    const defaultValue = skip('=') ? value() : ''
    return {
      name: fieldName,
      description: about,
      type,
      args,
      defaultValue,
      deprecated: directives().deprecated,
    }
  }

  function until<T>(close: string, read: () => T): T[] {
    const items: T[] = []
    while (!is(close)) {
      if (peek().kind === 'end') throw unexpected(peek(), `“${close}”`)
      items.push(read())
    }
    expect(close)
    return items
  }

  const listOfNames = (separator: string): string[] => {
    skip(separator)
    const names = [name()]
    while (skip(separator) || (separator === '&' && peek().kind === 'name')) names.push(name())
    return names
  }

  const definition = (kind: TypeKind, about: string): void => {
    if (kind === 'directive') expect('@')
    const typeName = name()
    const key = kind === 'directive' ? `@${typeName}` : typeName
    const type = found.get(key) ?? {
      kind,
      name: key,
      description: '',
      fields: [],
      names: [],
      values: [],
      applied: [],
    }
    if (!found.has(key)) found.set(key, type)
    type.description ||= about
    if (kind === 'directive') {
      if (skip('(')) type.fields.push(...until(')', field))
      skip('repeatable')
      expect('on')
      type.names.push(...listOfNames('|'))
      return
    }
    if (skip('implements')) type.names.push(...listOfNames('&'))
    type.applied.push(...directives().applied)
    if (kind === 'union' && skip('=')) type.names.push(...listOfNames('|'))
    if (kind === 'enum' && skip('{'))
      type.values.push(
        ...until('}', () => ({
          description: description(),
          name: name(),
          deprecated: directives().deprecated,
        })),
      )
    if (kind !== 'enum' && kind !== 'union' && skip('{')) type.fields.push(...until('}', field))
  }

  while (peek().kind !== 'end') {
    const about = description()
    skip('extend')
    const token = next()
    if (token.kind === 'name' && kinds.has(token.text)) {
      definition(token.text as TypeKind, about)
    } else if (token.text === 'schema') {
      schema.description = about
      directives()
      if (skip('{'))
        for (const [role, type] of until('}', (): [string, string] => {
          const role = name()
          expect(':')
          return [role, name()]
        }))
          if (role === 'query' || role === 'mutation' || role === 'subscription') schema.roots[role] = type
    } else {
      throw unexpected(token, 'a type, interface, union, enum, input, scalar or directive')
    }
  }

  schema.types = [...found.values()]
  for (const role of ['query', 'mutation', 'subscription'] as const) {
    const usual = `${role[0]?.toUpperCase()}${role.slice(1)}`
    if (schema.roots[role] === undefined && found.get(usual)?.kind === 'type') schema.roots[role] = usual
  }
  return schema
}

function unexpected(token: SdlToken, wanted: string): SyntaxProblem {
  const got = token.kind === 'end' ? 'the text ends' : `there is “${token.text.slice(0, 40)}”`
  return new SyntaxProblem(`Expected ${wanted}, but ${got}.`, token.line)
}

/** The name inside a written type: `[Sailing!]!` → `Sailing`. */
export function bareType(type: string): string {
  return type.replace(/[[\]!]/g, '')
}
