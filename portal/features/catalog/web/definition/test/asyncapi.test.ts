import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readAsyncApi } from '../asyncapi/asyncapi-model.ts'
import { readDocument } from '../reading/read-document.ts'

const examples = join(import.meta.dirname, '../../../../../../examples/catalog')

async function open(text: string) {
  const read = await readDocument(text)
  assert.ok('value' in read)
  const api = readAsyncApi(read.value)
  assert.ok('value' in api, JSON.stringify(api))
  return api.value
}

test('version 2 says what clients do, the model what the application does', async () => {
  const api = await open(readFileSync(join(examples, 'fleet/timetable/departures.asyncapi.yaml'), 'utf8'))
  assert.equal(api.dialect, 'AsyncAPI 2.6.0')
  assert.deepEqual(api.servers, [
    { url: 'events.fernhaven.example:9092', protocol: 'kafka', description: 'production' },
  ])
  const [operation] = api.operations
  assert.equal(operation?.id, 'onDeparture')
  assert.equal(operation.action, 'sends')
  assert.deepEqual(
    operation.messages.map((message) => message.name),
    ['Departed', 'Delayed', 'Cancelled'],
  )
  assert.equal(operation.parameters[0]?.name, 'harbour')
})

test('version 3 joins operations with their channels and messages', async () => {
  const api = await open(`asyncapi: 3.0.0
info: { title: Lights, version: 1.0.0 }
servers: { main: { host: "broker:1883", protocol: mqtt } }
channels:
  on:
    address: light/{id}/on
    parameters: { id: { description: Which light, enum: [a, b] } }
    messages: { turned: { $ref: '#/components/messages/Turned' } }
  idle: { address: light/idle }
operations:
  turnOn:
    action: receive
    channel: { $ref: '#/channels/on' }
    messages: [{ $ref: '#/channels/on/messages/turned' }]
components:
  messages:
    Turned: { payload: { type: object, properties: { at: { type: string } } } }
`)
  assert.deepEqual(
    api.operations.map(({ id, action, address }) => [id, action, address]),
    [
      ['turnOn', 'receives', 'light/{id}/on'],
      ['channel idle', 'uses', 'light/idle'],
    ],
  )
  assert.equal(api.operations[0]?.messages[0]?.name, 'Turned')
  assert.equal(api.servers[0]?.url, 'broker:1883')
})

test('other definitions and junk are a problem or an empty model', () => {
  assert.ok('problem' in readAsyncApi({ openapi: '3.0.0' }))
  for (const junk of [null, 7, [], { a: null }, { a: { subscribe: { message: 7, traits: [null] } } }])
    assert.ok('value' in readAsyncApi({ asyncapi: '2.6.0', channels: junk, servers: junk, components: junk }))
  for (const junk of [null, { a: null }, { a: { channel: 7, messages: 7, reply: {} } }])
    assert.ok('value' in readAsyncApi({ asyncapi: '3.0.0', channels: junk, operations: junk }))
})
