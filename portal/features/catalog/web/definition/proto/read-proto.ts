/**
 * A reader of Protocol Buffers files: services, messages and enums with the comments that stand before
 * them. Options are skipped; what it does not know ends the reading with the line.
 */
import type { DefinitionProblem } from '../reading/read-document.ts'
import { type ProtoToken, tokenize } from './proto-tokens.ts'

export interface ProtoFile {
  syntax: string
  package: string
  imports: string[]
  description: string
  services: ProtoService[]
  messages: ProtoMessage[]
  enums: ProtoEnum[]
}

export interface ProtoService {
  name: string
  description: string
  rpcs: Rpc[]
}

export interface Rpc {
  name: string
  description: string
  request: string
  response: string
  isRequestStream: boolean
  isResponseStream: boolean
  isDeprecated: boolean
}

/** Nested messages stand beside the others, as `Outer.Inner`. */
export interface ProtoMessage {
  name: string
  description: string
  fields: ProtoField[]
}

export interface ProtoField {
  name: string
  /** `repeated string`, `map<string, Reason>`. */
  type: string
  /** The names in the type that may be linked. */
  refs: string[]
  number: string
  description: string
  /** Name of the oneof it is part of. */
  oneof: string
  isDeprecated: boolean
}

export interface ProtoEnum {
  name: string
  description: string
  values: { name: string; number: string; description: string; isDeprecated: boolean }[]
}

class SyntaxProblem extends Error {
  readonly line: number
  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

/** The parts of a file, or why the text is none. Never throws. */
export function readProto(text: string): { value: ProtoFile } | { problem: DefinitionProblem } {
  try {
    const file = parse(tokenize(text))
    if (file.services.length + file.messages.length + file.enums.length === 0)
      return { problem: { message: 'The definition declares no service, message or enum.' } }
    return { value: file }
  } catch (error) {
    if (error instanceof SyntaxProblem) return { problem: { message: error.message, line: error.line } }
    throw error
  }
}

const deepest = 60

function parse(tokens: ProtoToken[]): ProtoFile {
  const file: ProtoFile = {
    syntax: '',
    package: '',
    imports: [],
    description: '',
    services: [],
    messages: [],
    enums: [],
  }
  let at = 0
  const peek = (): ProtoToken =>
    tokens[at] ?? { kind: 'end', text: '', line: tokens.at(-1)?.line ?? 1, comment: '', after: '' }
  const next = () => {
    const token = peek()
    at++
    return token
  }
  const is = (text: string) => peek().text === text && peek().kind !== 'string'
  const skip = (text: string) => {
    if (!is(text)) return false
    at++
    return true
  }
  const expect = (text: string): ProtoToken => {
    const token = next()
    if (token.text !== text || token.kind === 'string') throw unexpected(token, `“${text}”`)
    return token
  }
  const word = (): string => {
    const token = next()
    if (token.kind !== 'word') throw unexpected(token, 'a name')
    return token.text
  }
  /** Everything up to the end of a statement, whatever it holds. */
  const skipStatement = (): void => {
    let depth = 0
    for (;;) {
      const token = next()
      if (token.kind === 'end') throw unexpected(token, '“;”')
      if (token.kind === 'string') continue
      if (token.text === '{') depth++
      if (token.text === '}' && --depth === 0) return
      if (token.text === ';' && depth === 0) return
    }
  }
  /** `[deprecated = true, (x.y) = {…}]` */
  const fieldOptions = (): boolean => {
    if (!skip('[')) return false
    let depth = 1
    let isDeprecated = false
    while (depth > 0) {
      const token = next()
      if (token.kind === 'end') throw unexpected(token, '“]”')
      if (token.kind === 'string') continue
      if (token.text === '[') depth++
      if (token.text === ']') depth--
      if (token.text === 'deprecated' && skip('=')) isDeprecated = is('true')
    }
    return isDeprecated
  }

  const messageType = (): [string, boolean] => {
    expect('(')
    const isStream = is('stream') && tokens[at + 1]?.text !== ')' && skip('stream')
    const type = word()
    expect(')')
    return [type, isStream]
  }

  const rpc = (description: string): Rpc => {
    const name = word()
    const [request, isRequestStream] = messageType()
    expect('returns')
    const [response, isResponseStream] = messageType()
    let isDeprecated = false
    if (skip('{')) {
      while (!skip('}')) {
        if (is('option') && tokens[at + 1]?.text === 'deprecated')
          isDeprecated = tokens[at + 3]?.text === 'true'
        if (!skip(';')) skipStatement()
      }
    } else expect(';')
    return { name, description, request, response, isRequestStream, isResponseStream, isDeprecated }
  }

  const service = (description: string): void => {
    const name = word()
    const rpcs: Rpc[] = []
    expect('{')
    while (!skip('}')) {
      const { comment } = peek()
      if (skip('rpc')) rpcs.push(rpc(comment))
      else if (!skip(';')) skipStatement()
    }
    file.services.push({ name, description, rpcs })
  }

  const enumeration = (outer: string, description: string): void => {
    const values: ProtoEnum['values'] = []
    const name = outer + word()
    expect('{')
    while (!skip('}')) {
      if (skip(';')) continue
      if (is('option') || is('reserved')) {
        skipStatement()
        continue
      }
      const { comment } = peek()
      const valueName = word()
      expect('=')
      const number = next().text
      const isDeprecated = fieldOptions()
      const end = expect(';')
      values.push({ name: valueName, number, description: comment || end.after, isDeprecated })
    }
    file.enums.push({ name, description, values })
  }

  const field = (description: string, oneof: string): ProtoField => {
    const label = ['repeated', 'optional', 'required'].find(
      (word) => is(word) && tokens[at + 1]?.kind === 'word',
    )
    if (label) at++
    let type: string
    let refs: string[]
    if (is('map') && tokens[at + 1]?.text === '<') {
      at += 2
      const key = word()
      expect(',')
      const value = word()
      expect('>')
      type = `map<${key}, ${value}>`
      refs = [value]
    } else {
      const plain = word()
      type = label ? `${label} ${plain}` : plain
      refs = [plain]
    }
    const name = word()
    expect('=')
    const number = next().text
    const isDeprecated = fieldOptions()
    // proto2's groups have a body here.
    if (is('{')) skipStatement()
    const after = is(';') ? next().after : ''
    return { name, type, refs, number, description: description || after, oneof, isDeprecated }
  }

  const message = (outer: string, description: string, depth: number): void => {
    const own = { name: outer + word(), description, fields: [] as ProtoField[] }
    if (depth > deepest) throw new SyntaxProblem('Messages are nested too deeply.', peek().line)
    file.messages.push(own)
    expect('{')
    while (!skip('}')) {
      const { comment, kind } = peek()
      if (kind === 'end') throw unexpected(peek(), '“}”')
      const isDeclaration = tokens[at + 2]?.text === '{'
      if (skip(';')) continue
      if (is('message') && isDeclaration) {
        at++
        message(`${own.name}.`, comment, depth + 1)
      } else if (is('enum') && isDeclaration) {
        at++
        enumeration(`${own.name}.`, comment)
      } else if (is('oneof') && isDeclaration) {
        at++
        const oneof = word()
        expect('{')
        while (!skip('}')) {
          if (is('option')) skipStatement()
          else if (!skip(';')) own.fields.push(field(peek().comment, oneof))
        }
      } else if (is('extend') && isDeclaration) skipStatement()
      else if ((is('reserved') || is('extensions')) && tokens[at + 2]?.text !== '=') skipStatement()
      // `option x = true` is one, `option x = 1` is a field of a type called so.
      else if (is('option') && (tokens[at + 1]?.kind !== 'word' || tokens[at + 3]?.kind !== 'number'))
        skipStatement()
      else own.fields.push(field(comment, ''))
    }
  }

  file.description = peek().comment
  while (peek().kind !== 'end') {
    const token = next()
    if (token.text === ';') continue
    else if (token.text === 'syntax' || token.text === 'edition') {
      expect('=')
      file.syntax = token.text === 'edition' ? `edition ${next().text}` : next().text
      expect(';')
    } else if (token.text === 'package') {
      file.package = word()
      expect(';')
    } else if (token.text === 'import') {
      if (peek().kind === 'word') at++
      file.imports.push(next().text)
      expect(';')
    } else if (token.text === 'option' || token.text === 'extend') skipStatement()
    else if (token.text === 'message') message('', token.comment, 0)
    else if (token.text === 'enum') enumeration('', token.comment)
    else if (token.text === 'service') service(token.comment)
    else throw unexpected(token, 'a service, message or enum')
  }
  return file
}

function unexpected(token: ProtoToken, wanted: string): SyntaxProblem {
  const got = token.kind === 'end' ? 'the text ends' : `there is “${token.text.slice(0, 40)}”`
  return new SyntaxProblem(`Expected ${wanted}, but ${got}.`, token.line)
}
