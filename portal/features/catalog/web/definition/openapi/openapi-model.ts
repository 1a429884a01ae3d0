/**
 * Swagger 2, OpenAPI 3.0 and 3.1 as one model. The list of operations is made at once, what one operation
 * holds when it is opened.
 */
import type { DefinitionProblem } from '../reading/read-document.ts'
import { follow } from '../reading/refs.ts'
import { isObject, type Json, listIn, objectIn, textIn } from '../reading/values.ts'

export interface OpenApi {
  root: Json
  /** `OpenAPI 3.1.0` or `Swagger 2.0`. */
  dialect: string
  isSwagger: boolean
  title: string
  version: string
  description: string
  contact: { name: string; href: string } | undefined
  license: { name: string; href: string } | undefined
  docs: { name: string; href: string } | undefined
  servers: Server[]
  schemes: SecurityScheme[]
  /** Names of schemes of which one set is asked for unless an operation says otherwise. */
  security: string[][]
  groups: OperationGroup[]
  schemas: { name: string; schema: unknown }[]
}

export interface Server {
  url: string
  description: string
}

export interface SecurityScheme {
  name: string
  type: string
  /** `header X-Service-Key`, `bearer JWT`. */
  how: string
  description: string
  /** Where the credential stands in a request. */
  place: { in: 'header' | 'query' | 'cookie'; name: string; value: string } | undefined
  flows: { name: string; scopes: [name: string, description: string][] }[]
}

export interface OperationGroup {
  name: string
  description: string
  operations: Operation[]
}

export interface Operation {
  /** Stands in the address: the operationId, or `get /pets` where there is none of its own. */
  id: string
  method: string
  path: string
  summary: string
  isDeprecated: boolean
  isWebhook: boolean
  raw: Json
  /** The path's own mapping, which holds parameters for all its operations. */
  around: Json
}

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace', 'query']
const mostOperations = 5000
const untagged = 'Operations'

/** The model of a parsed definition, or why it is none. */
export function readOpenApi(root: Json): { value: OpenApi } | { problem: DefinitionProblem } {
  const version = textIn(root.openapi) || textIn(root.swagger)
  if (version === '')
    return {
      problem: {
        message: 'The definition names no version of OpenAPI.',
        hint: 'It should begin with "openapi: 3.1.0" (or "swagger: \'2.0\'").',
        line: 1,
      },
    }
  if (!/^(2\.0|2|3\.\d+(\.\d+)?)$/.test(version))
    return {
      problem: { message: `“${version.slice(0, 40)}” is no version of OpenAPI that is known here.`, line: 1 },
    }
  const isSwagger = version.startsWith('2')
  const info = objectIn(root.info)
  const operations = [...operationsIn(root.paths, root, false), ...operationsIn(root.webhooks, root, true)]
  return {
    value: {
      root,
      dialect: `${isSwagger ? 'Swagger' : 'OpenAPI'} ${version}`,
      isSwagger,
      title: textIn(info.title),
      version: textIn(info.version),
      description: textIn(info.description) || textIn(info.summary),
      contact: contactOf(objectIn(info.contact)),
      license: named(objectIn(info.license), 'License'),
      docs: named(objectIn(root.externalDocs), 'More documentation', 'description'),
      servers: isSwagger ? swaggerServers(root) : serversOf(root.servers),
      schemes: schemesOf(
        isSwagger ? root.securityDefinitions : objectIn(root.components).securitySchemes,
        root,
      ),
      security: securityOf(root.security),
      groups: grouped(unique(operations), listIn(root.tags)),
      schemas: Object.entries(objectIn(isSwagger ? root.definitions : objectIn(root.components).schemas)).map(
        ([name, schema]) => ({ name, schema }),
      ),
    },
  }
}

function operationsIn(paths: unknown, root: Json, isWebhook: boolean): Operation[] {
  const found: Operation[] = []
  for (const [path, item] of Object.entries(objectIn(paths))) {
    const around = objectIn(follow(item, root).value)
    for (const method of methods) {
      const raw = around[method]
      if (!isObject(raw) || found.length >= mostOperations) continue
      found.push({
        id: textIn(raw.operationId) || `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        summary: textIn(raw.summary),
        isDeprecated: raw.deprecated === true,
        isWebhook,
        raw,
        around,
      })
    }
  }
  return found
}

function unique(operations: Operation[]): Operation[] {
  const seen = new Set<string>()
  return operations.map((operation) => {
    const isTaken = seen.has(operation.id)
    const id = isTaken ? `${operation.method.toLowerCase()} ${operation.path}` : operation.id
    seen.add(id)
    return isTaken ? { ...operation, id } : operation
  })
}

/** By first tag, in the order the definition lists its tags; then other tags, what has none, webhooks. */
function grouped(operations: Operation[], tags: unknown[]): OperationGroup[] {
  const described = new Map(
    tags.map((tag) => [textIn(objectIn(tag).name), textIn(objectIn(tag).description)]),
  )
  const byTag = Map.groupBy(operations, (operation) =>
    operation.isWebhook ? 'Webhooks' : textIn(listIn(operation.raw.tags)[0]) || untagged,
  )
  const order = [...described.keys()].filter((name) => byTag.has(name))
  const rest = [...byTag.keys()].filter((name) => !described.has(name))
  return [...order, ...rest].map((name) => ({
    name,
    description: described.get(name) ?? '',
    operations: byTag.get(name) ?? [],
  }))
}

export function serversOf(servers: unknown): Server[] {
  return listIn(servers)
    .slice(0, 50)
    .map((server) => {
      const { url, description, variables } = objectIn(server)
      const filled = textIn(url).replace(/\{([^{}]{1,100})\}/g, (all, name: string) => {
        const variable = objectIn(variables)
        return Object.hasOwn(variable, name) ? textIn(objectIn(variable[name]).default) || all : all
      })
      return { url: filled, description: textIn(description) }
    })
    .filter((server) => server.url !== '')
}

function swaggerServers(root: Json): Server[] {
  const host = textIn(root.host)
  const base = textIn(root.basePath).replace(/\/$/, '')
  if (host === '') return base === '' ? [] : [{ url: base, description: '' }]
  const schemes = listIn(root.schemes).map(textIn).filter(Boolean)
  return (schemes.length > 0 ? schemes : ['https']).map((scheme) => ({
    url: `${scheme}://${host}${base}`,
    description: '',
  }))
}

export function schemesOf(schemes: unknown, root: Json): SecurityScheme[] {
  return Object.entries(objectIn(schemes)).map(([name, value]) => {
    const scheme = objectIn(follow(value, root).value)
    const type = textIn(scheme.type)
    const where = textIn(scheme.in)
    const field = textIn(scheme.name)
    const flows = Object.entries(objectIn(scheme.flows ?? (scheme.flow && { [textIn(scheme.flow)]: scheme })))
    const http = type === 'basic' ? 'basic' : textIn(scheme.scheme).toLowerCase()
    const however =
      type === 'apiKey'
        ? `${where} ${field}`
        : [http, textIn(scheme.bearerFormat), textIn(scheme.openIdConnectUrl)].filter(Boolean).join(' ')
    return {
      name,
      type,
      how: however,
      description: textIn(scheme.description),
      place: placeOf(type, where, field, http),
      flows: flows.map(([flow, details]) => ({
        name: flow,
        scopes: Object.entries(objectIn(objectIn(details).scopes)).map(([scope, text]) => [
          scope,
          textIn(text),
        ]),
      })),
    }
  })
}

function placeOf(type: string, where: string, field: string, http: string): SecurityScheme['place'] {
  if (type === 'apiKey' && (where === 'header' || where === 'query' || where === 'cookie'))
    return { in: where, name: field, value: '$API_KEY' }
  if (type === 'basic' || http === 'basic')
    return { in: 'header', name: 'Authorization', value: 'Basic $CREDENTIALS' }
  if (type === 'http' || type === 'oauth2' || type === 'openIdConnect')
    return { in: 'header', name: 'Authorization', value: 'Bearer $TOKEN' }
  return undefined
}

export function securityOf(security: unknown): string[][] {
  return listIn(security).map((one) => Object.keys(objectIn(one)))
}

function contactOf(contact: Json): OpenApi['contact'] {
  const email = textIn(contact.email)
  const name = textIn(contact.name) || email || textIn(contact.url)
  if (name === '') return undefined
  return { name, href: textIn(contact.url) || (email === '' ? '' : `mailto:${email}`) }
}

function named(value: Json, fallback: string, key = 'name'): OpenApi['license'] {
  if (Object.keys(value).length === 0) return undefined
  return { name: textIn(value[key]) || textIn(value.identifier) || fallback, href: textIn(value.url) }
}
