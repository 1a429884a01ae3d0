/**
 * AsyncAPI 2 and 3 as one model. Version 2 says what a *client* does (`subscribe`), version 3 what the
 * *application* does (`send`); here it is always the application.
 */

import { type SecurityScheme, schemesOf } from '../openapi/openapi-model.ts'
import type { DefinitionProblem } from '../reading/read-document.ts'
import { follow, refName } from '../reading/refs.ts'
import { isObject, type Json, listIn, objectIn, textIn } from '../reading/values.ts'

export interface AsyncApi {
  root: Json
  dialect: string
  title: string
  version: string
  description: string
  servers: { url: string; protocol: string; description: string }[]
  schemes: SecurityScheme[]
  operations: AsyncOperation[]
  schemas: { name: string; schema: unknown }[]
}

export interface AsyncOperation {
  id: string
  action: 'sends' | 'receives' | 'uses'
  /** Address of the channel: `departures.{harbour}`. */
  address: string
  summary: string
  description: string
  isDeprecated: boolean
  parameters: { name: string; description: string; schema: unknown }[]
  messages: Message[]
  /** Address answers go to. */
  reply: string
}

export interface Message {
  name: string
  title: string
  description: string
  contentType: string
  payload: unknown
  headers: unknown
  examples: unknown[]
  /** A payload in Avro or the like, which is shown as it is. */
  isForeign: boolean
}

/** The model of a parsed definition, or why it is none. */
export function readAsyncApi(root: Json): { value: AsyncApi } | { problem: DefinitionProblem } {
  const version = textIn(root.asyncapi)
  if (!/^[123]\.\d+/.test(version)) {
    const message =
      version === ''
        ? 'The definition names no version of AsyncAPI.'
        : `“${version.slice(0, 40)}” is no version of AsyncAPI that is known here.`
    return { problem: { message, hint: 'It should begin with "asyncapi: 3.0.0".', line: 1 } }
  }
  const info = objectIn(root.info)
  const components = objectIn(root.components)
  const isThird = version.startsWith('3')
  return {
    value: {
      root,
      dialect: `AsyncAPI ${version}`,
      title: textIn(info.title),
      version: textIn(info.version),
      description: textIn(info.description),
      servers: serversOf(root),
      schemes: schemesOf(components.securitySchemes, root),
      operations: unique(isThird ? thirdOperations(root) : secondOperations(root)).slice(0, 5000),
      schemas: Object.entries(objectIn(components.schemas)).map(([name, schema]) => ({ name, schema })),
    },
  }
}

function serversOf(root: Json): AsyncApi['servers'] {
  return Object.entries(objectIn(root.servers)).map(([name, value]) => {
    const server = objectIn(follow(value, root).value)
    const url = textIn(server.url) || `${textIn(server.host)}${textIn(server.pathname)}`
    const protocol = [textIn(server.protocol), textIn(server.protocolVersion)].filter(Boolean).join(' ')
    return { url: url || name, protocol, description: textIn(server.description) || name }
  })
}

function secondOperations(root: Json): AsyncOperation[] {
  const found: AsyncOperation[] = []
  for (const [address, value] of Object.entries(objectIn(root.channels))) {
    const channel = objectIn(follow(value, root).value)
    const parameters = parametersOf(channel.parameters, root)
    const common = { address, parameters, reply: '' }
    for (const [verb, action] of [
      ['subscribe', 'sends'],
      ['publish', 'receives'],
    ] as const) {
      if (!isObject(channel[verb])) continue
      const operation = withTraits(channel[verb], root)
      const message = operation.message
      const choices = listIn(objectIn(follow(message, root).value).oneOf)
      found.push({
        ...common,
        id: textIn(operation.operationId) || `${verb} ${address}`,
        action,
        summary: textIn(operation.summary),
        description: textIn(operation.description) || textIn(channel.description),
        isDeprecated: operation.deprecated === true || channel.deprecated === true,
        messages: (choices.length > 0 ? choices : message === undefined ? [] : [message]).map((one) =>
          messageOf(one, root),
        ),
      })
    }
    if (!isObject(channel.subscribe) && !isObject(channel.publish))
      found.push({ ...common, ...unusedChannel(address, channel), messages: [] })
  }
  return found
}

function thirdOperations(root: Json): AsyncOperation[] {
  const channels = objectIn(root.channels)
  const used = new Set<string>()
  const operations: AsyncOperation[] = Object.entries(objectIn(root.operations)).map(([id, value]) => {
    const operation = withTraits(follow(value, root).value, root)
    const { value: channel, name, address } = channelOf(operation.channel, root)
    used.add(name)
    const own = listIn(operation.messages)
    const all = own.length > 0 ? own : Object.values(objectIn(channel.messages))
    return {
      id,
      action: operation.action === 'send' ? 'sends' : 'receives',
      address,
      summary: textIn(operation.summary) || textIn(operation.title),
      description: textIn(operation.description) || textIn(channel.description),
      isDeprecated: operation.deprecated === true,
      parameters: parametersOf(channel.parameters, root),
      messages: all.map((message) => messageOf(message, root)),
      reply: isObject(operation.reply) ? channelOf(objectIn(operation.reply).channel, root).address : '',
    }
  })
  for (const [name, value] of Object.entries(channels)) {
    if (used.has(name)) continue
    const channel = objectIn(follow(value, root).value)
    operations.push({
      ...unusedChannel(name, channel),
      address: textIn(channel.address) || name,
      parameters: parametersOf(channel.parameters, root),
      messages: Object.values(objectIn(channel.messages)).map((message) => messageOf(message, root)),
      reply: '',
    })
  }
  return operations
}

function unusedChannel(name: string, channel: Json) {
  return {
    id: `channel ${name}`,
    action: 'uses' as const,
    summary: textIn(channel.summary) || textIn(channel.title),
    description: textIn(channel.description),
    isDeprecated: false,
  }
}

function channelOf(ref: unknown, root: Json): { value: Json; name: string; address: string } {
  const found = follow(ref, root)
  const value = objectIn(found.value)
  const name = found.refs[0] === undefined ? '' : refName(found.refs[0])
  return { value, name, address: textIn(value.address) || name }
}

/** Traits fill in what the operation or message itself does not say. */
function withTraits(value: unknown, root: Json): Json {
  const own = objectIn(value)
  const traits = listIn(own.traits).map((trait) => objectIn(follow(trait, root).value))
  return Object.assign({}, ...traits.toReversed(), own) as Json
}

function parametersOf(parameters: unknown, root: Json): AsyncOperation['parameters'] {
  return Object.entries(objectIn(parameters)).map(([name, value]) => {
    const parameter = objectIn(follow(value, root).value)
    // Version 3 writes enum, default and examples into the parameter, which is always text.
    const schema = parameter.schema ?? { type: 'string', ...parameter, description: undefined }
    return { name, description: textIn(parameter.description), schema }
  })
}

function messageOf(ref: unknown, root: Json): Message {
  const found = follow(ref, root)
  const message = withTraits(found.value, root)
  const format = textIn(message.schemaFormat) || textIn(objectIn(message.payload).schemaFormat)
  const payload =
    isObject(message.payload) && 'schemaFormat' in message.payload ? message.payload.schema : message.payload
  return {
    name: textIn(message.name) || found.name || textIn(message.title) || 'Message',
    title: textIn(message.title) || textIn(message.summary),
    description: textIn(message.description),
    contentType: textIn(message.contentType) || textIn(root.defaultContentType),
    payload,
    headers: message.headers,
    examples: listIn(message.examples)
      .map((example) => objectIn(example).payload)
      .filter((example) => example !== undefined),
    isForeign: format !== '' && !/asyncapi|schema\+(json|yaml)|openapi/.test(format),
  }
}

function unique(operations: AsyncOperation[]): AsyncOperation[] {
  const seen = new Set<string>()
  return operations.map((operation) => {
    const id = seen.has(operation.id) ? `${operation.id} ${operation.address}` : operation.id
    seen.add(id)
    return { ...operation, id }
  })
}
