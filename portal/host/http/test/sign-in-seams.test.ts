/** What sign-in needs of the host: posted forms, and the address that no header can change. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineRoutes, Reply } from '@callboard/sdk'
import { z } from 'zod'
import { rig } from './harness.ts'

const post = { method: 'POST', access: 'public', body: z.record(z.string(), z.unknown()) } as const
const routes = defineRoutes({
  form: { ...post, path: '/api/catalog/form', summary: 'Takes a form', form: true },
  json: { ...post, path: '/api/catalog/json', summary: 'Takes none' },
  who: { method: 'GET', path: '/api/catalog/who', summary: 'Who', access: 'public' },
})

const handlers = {
  form: (_request: unknown, { body }: { body: unknown }) => Reply.json(JSON.stringify(body)),
  json: (_request: unknown, { body }: { body: unknown }) => Reply.json(JSON.stringify(body)),
  who: ({ ip, peer }: { ip: string; peer: string }) => Reply.json(JSON.stringify({ ip, peer })),
}

test('only a route that takes forms takes a form, and JSON as before', async () => {
  const { ask } = rig({}, routes, handlers)
  const send = (path: string, type: string, body: string) =>
    ask(path, { method: 'POST', headers: { 'content-type': type }, body })
  const form = 'application/x-www-form-urlencoded'
  const taken = await send('/api/catalog/form', `${form}; charset=utf-8`, 'a=1&b=x+y&__proto__=z&a=2')
  assert.equal(await taken.text(), '{"a":"2","b":"x y"}')
  assert.equal(await (await send('/api/catalog/form', 'application/json', '{"a":1}')).text(), '{"a":1}')
  assert.equal((await send('/api/catalog/json', form, 'a=1')).status, 415)
})

test('the peer is the other end of the connection, whatever headers say and whoever is trusted', async () => {
  const { http } = rig({ 'backend.trustProxy': true }, routes, handlers)
  const { url } = await http.listen()
  const headers = {
    'x-forwarded-for': '203.0.113.9',
    'x-real-ip': '203.0.113.9',
    forwarded: 'for=203.0.113.9',
  }
  const answer = await fetch(`${url}/api/catalog/who`, { headers })
  const { ip, peer } = (await answer.json()) as { ip: string; peer: string }
  assert.equal(ip, '203.0.113.9')
  assert.match(peer, /127\.0\.0\.1|::1/)
  await http.close()
})
