/** OpenAPI 3.1 of all declared routes, made from the contracts they are served from. */
import { errorCodes, type Route } from '@callboard/sdk'
import { z } from 'zod'
import { type Endpoint, pluginOf } from './route-table.ts'

interface Info {
  title: string
  version: string
  serverUrl: string
}

type Json = Record<string, unknown>

/** The document of every route, or of those below `/api/<plugin>`. */
export function openApiDocument(endpoints: Endpoint[], info: Info, plugin?: string): Json {
  const paths: Record<string, Json> = {}
  for (const { name, route } of endpoints) {
    if (plugin && pluginOf(route.path) !== plugin) continue
    const path = route.path.replace(/:(\w+)(?:\{[^}]*\})?/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: info.title, version: info.version },
    servers: [{ url: info.serverUrl }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Error: errorSchema },
    },
  }
}

function operation(name: string, route: Route): Json {
  const names = [...route.path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '')
  const pathSchemas = properties(route.params)
  const parameters = [
    ...names.map((param) => ({
      name: param,
      in: 'path',
      required: true,
      schema: pathSchemas.of[param] ?? { type: 'string' },
    })),
    ...queryParameters(route.query),
  ]
  return {
    operationId: name,
    summary: route.summary,
    tags: [pluginOf(route.path) ?? 'portal'],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: { content: { 'application/json': { schema: schemaOf(route.body, 'input') } } },
    }),
    responses: {
      [route.status ?? 200]: success(route),
      default: {
        description: 'Error',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
    ...accessOf(route),
  }
}

function queryParameters(query: z.ZodType | undefined): Json[] {
  const { of, required } = properties(query)
  return Object.entries(of).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
    ...((schema as { type?: string }).type === 'array' && { style: 'form', explode: true }),
  }))
}

function success(route: Route): Json {
  const description = (route.status ?? 200) === 204 ? 'Done' : 'Success'
  if (!route.result) return { description }
  return { description, content: { 'application/json': { schema: schemaOf(route.result, 'output') } } }
}

function accessOf(route: Route): Json {
  if (route.access === 'public') return { security: [] }
  const permission = typeof route.access === 'object' ? route.access.permission : undefined
  return { security: [{ bearer: [] }], ...(permission && { 'x-permission': permission }) }
}

function properties(schema: z.ZodType | undefined): { of: Record<string, unknown>; required: string[] } {
  if (!schema) return { of: {}, required: [] }
  const json = schemaOf(schema, 'input')
  return {
    of: (json.properties ?? {}) as Record<string, unknown>,
    required: (json.required ?? []) as string[],
  }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return json
}

const errorSchema: Json = {
  type: 'object',
  required: ['error', 'request', 'response'],
  properties: {
    error: {
      type: 'object',
      required: ['name', 'message'],
      properties: {
        name: { type: 'string', examples: Object.values(errorCodes).map((code) => code.name) },
        message: { type: 'string' },
        details: { type: 'object' },
      },
    },
    request: { type: 'object', properties: { method: { type: 'string' }, url: { type: 'string' } } },
    response: { type: 'object', properties: { statusCode: { type: 'integer' } } },
  },
}
