import { follow } from '../reading/refs.ts'
import { type Json, listIn, objectIn, safeJson, textIn } from '../reading/values.ts'
import { exampleOf } from '../schema/example-of.ts'
import {
  type OpenApi,
  type Operation,
  type SecurityScheme,
  type Server,
  securityOf,
  serversOf,
} from './openapi-model.ts'

export interface OperationDetail {
  description: string
  tags: string[]
  docs: string
  parameters: Parameter[]
  body: Body | undefined
  responses: Answer[]
  servers: Server[]
  /** Each entry is one way to be let in: all its schemes together. Empty when anyone may call. */
  security: SecurityScheme[][]
  callbacks: { name: string; calls: string[] }[]
}

export interface Parameter {
  name: string
  in: string
  isRequired: boolean
  isDeprecated: boolean
  description: string
  schema: unknown
  example: unknown
}

export interface Body {
  isRequired: boolean
  description: string
  contents: Content[]
}

export interface Content {
  mediaType: string
  schema: unknown
  /** Text of an example; made from the schema where the definition has none. */
  examples: { title: string; text: string }[]
}

export interface Answer {
  status: string
  description: string
  contents: Content[]
  headers: Parameter[]
}

/** Everything one operation says, with refs of the first level followed. */
export function detailOf(api: OpenApi, operation: Operation): OperationDetail {
  const { raw, around } = operation
  const parameters = parametersOf(api, [...listIn(around.parameters), ...listIn(raw.parameters)])
  const own = raw.security === undefined ? api.security : securityOf(raw.security)
  const servers = [...serversOf(raw.servers), ...serversOf(around.servers)]
  return {
    description: textIn(raw.description) || textIn(around.description),
    tags: listIn(raw.tags).map(textIn).filter(Boolean),
    docs: textIn(objectIn(raw.externalDocs).url),
    parameters: parameters.filter((parameter) => !['body', 'formData'].includes(parameter.in)),
    body: api.isSwagger ? swaggerBody(api, operation, parameters) : bodyOf(api, raw.requestBody),
    responses: Object.entries(objectIn(raw.responses)).map(([status, answer]) =>
      answerOf(api, operation, status, answer),
    ),
    servers: servers.length > 0 ? servers : api.servers,
    security: own
      .map((names) => names.flatMap((name) => api.schemes.filter((scheme) => scheme.name === name)))
      .filter((schemes) => schemes.length > 0),
    callbacks: Object.entries(objectIn(raw.callbacks)).map(([name, callback]) => ({
      name,
      calls: Object.keys(objectIn(follow(callback, api.root).value)),
    })),
  }
}

/** Later ones replace earlier ones of the same name and place. */
function parametersOf(api: OpenApi, parameters: unknown[]): Parameter[] {
  const found = new Map<string, Parameter>()
  for (const one of parameters.slice(0, 500)) {
    const { value, missing } = follow(one, api.root)
    const parameter = objectIn(value)
    const name = textIn(parameter.name) || (missing ?? '')
    const place = textIn(parameter.in)
    const [content] = Object.values(objectIn(parameter.content))
    found.set(`${place} ${name}`, {
      name,
      in: place,
      isRequired: parameter.required === true || place === 'path',
      isDeprecated: parameter.deprecated === true,
      description: textIn(parameter.description),
      schema: missing ? one : (parameter.schema ?? objectIn(content).schema ?? inlineSchema(parameter)),
      example: parameter.example ?? objectIn(Object.values(objectIn(parameter.examples))[0]).value,
    })
  }
  return [...found.values()]
}

/** Swagger 2 writes the schema of a parameter or header into it. */
function inlineSchema(parameter: Json): Json {
  const { name, in: place, required, description, example, deprecated, ...schema } = parameter
  return schema
}

function bodyOf(api: OpenApi, body: unknown): Body | undefined {
  if (body === undefined) return undefined
  const value = objectIn(follow(body, api.root).value)
  return {
    isRequired: value.required === true,
    description: textIn(value.description),
    contents: contentsOf(api, value.content, 'request'),
  }
}

function swaggerBody(api: OpenApi, operation: Operation, parameters: Parameter[]): Body | undefined {
  const body = parameters.find((parameter) => parameter.in === 'body')
  const fields = parameters.filter((parameter) => parameter.in === 'formData')
  if (!body && fields.length === 0) return undefined
  const consumes = mediaTypes(operation.raw.consumes ?? api.root.consumes)
  if (body)
    return {
      isRequired: body.isRequired,
      description: body.description,
      contents: consumes.map((mediaType) => contentOf(api, mediaType, { schema: body.schema }, 'request')),
    }
  const hasFile = fields.some((field) => objectIn(field.schema).type === 'file')
  const schema = {
    type: 'object',
    required: fields.filter((field) => field.isRequired).map((field) => field.name),
    properties: Object.fromEntries(
      fields.map((field) => [field.name, { description: field.description, ...objectIn(field.schema) }]),
    ),
  }
  const mediaType = hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded'
  return { isRequired: true, description: '', contents: [contentOf(api, mediaType, { schema }, 'request')] }
}

function answerOf(api: OpenApi, operation: Operation, status: string, answer: unknown): Answer {
  const value = objectIn(follow(answer, api.root).value)
  const examples = objectIn(value.examples)
  const contents = api.isSwagger
    ? value.schema === undefined
      ? []
      : mediaTypes(operation.raw.produces ?? api.root.produces).map((mediaType) =>
          contentOf(api, mediaType, { schema: value.schema, example: examples[mediaType] }, 'response'),
        )
    : contentsOf(api, value.content, 'response')
  const headers = Object.entries(objectIn(value.headers)).map(([name, header]) => ({
    ...objectIn(follow(header, api.root).value),
    name,
    in: 'header',
  }))
  return {
    status,
    description: textIn(value.description) || textIn(value.summary),
    contents,
    headers: parametersOf(api, headers),
  }
}

function mediaTypes(value: unknown): string[] {
  const types = listIn(value).map(textIn).filter(Boolean)
  return types.length > 0 ? types.slice(0, 10) : ['application/json']
}

function contentsOf(api: OpenApi, content: unknown, direction: 'request' | 'response'): Content[] {
  return Object.entries(objectIn(content))
    .slice(0, 20)
    .map(([mediaType, value]) =>
      contentOf(api, mediaType, objectIn(follow(value, api.root).value), direction),
    )
}

function contentOf(api: OpenApi, mediaType: string, value: Json, direction: 'request' | 'response'): Content {
  const given: { title: string; text: string }[] = Object.entries(objectIn(value.examples))
    .slice(0, 10)
    .map(([name, one]) => {
      const example = objectIn(follow(one, api.root).value)
      return { title: textIn(example.summary) || name, text: written(example.value) }
    })
  if (value.example !== undefined) given.unshift({ title: 'Example', text: written(value.example) })
  const isText = !/json|form|\*/.test(mediaType)
  const made =
    given.length > 0 || value.schema === undefined || isText
      ? given
      : [{ title: 'Example', text: written(exampleOf(value.schema, api.root, direction)) }]
  return { mediaType, schema: value.schema, examples: made }
}

function written(value: unknown): string {
  return (typeof value === 'string' ? value : (safeJson(value, 2) ?? '')).slice(0, 50_000)
}
