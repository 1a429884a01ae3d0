/** The policy over a real catalog behind HTTP, for tests: real database, real files; tokens are names. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConfigReader, type Credentials, type FeatureContext, noAudit, type Route } from '@callboard/sdk'
import type { z } from 'zod'
import { createEvents } from '../../../host/events/events.ts'
import { createHttp } from '../../../host/http/create-http.ts'
import { createJobs, jobsMigrations } from '../../../host/jobs/index.ts'
import { createMetrics } from '../../../host/metrics/metrics.ts'
import { type OpenTestDatabase, silentLog } from '../../../testing/databases.ts'
import { catalogFeature } from '../../catalog/server/index.ts'
import { type PermissionsFeature, permissionsFeature } from '../server/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by what the test looks at
export type Json = any

export interface Running {
  permissions: PermissionsFeature
  /** Calls as `ada` (a user), `service:ci+auditor` (a service token with roles), `guest`, … */
  ask(who: string, path: string, body?: unknown, method?: string): Promise<{ status: number; body: Json }>
  write(documents: Json[]): Promise<void>
  /** Changes the config as an edited file would. */
  configure(permission: Json): void
  logged: string[]
  folder: string
}

export interface StartOptions {
  permission: Json
  documents: Json[]
  claims?: Record<string, Record<string, unknown>>
  files?: Record<string, string>
}

export function withPolicy(open: OpenTestDatabase, options: StartOptions): () => Running {
  let running: (Running & { close(): Promise<void> }) | undefined
  before(async () => {
    running = await start(open, options)
  })
  after(() => running?.close())
  return () => {
    assert.ok(running, 'it did not start')
    return running
  }
}

async function start(
  open: OpenTestDatabase,
  options: StartOptions,
): Promise<Running & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-policy-'))
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text)
  const catalog = catalogFeature({ mode: 'inline', cwd: folder })
  const permissions = permissionsFeature({
    ownershipOf: (ref) => catalog.ownershipOf(ref),
    groupsOf: (ref) => catalog.groupsAbove(ref),
    claimsOf: async (of) => options.claims?.[typeof of === 'string' ? of : of.userEntityRef] ?? {},
    catalogRevision: () => catalog.revision(),
    users: () => catalog.users(),
    resources: [catalog.resources],
    routes: () => [
      ...Object.values(catalog.routes as Record<string, Route>),
      ...Object.values(permissions.routes as Record<string, Route>),
    ],
  })
  const migrations = [...jobsMigrations, ...(catalog.migrations ?? []), ...(permissions.migrations ?? [])]
  const db = await open(migrations)
  const stop = new AbortController()
  const metrics = createMetrics()
  const clock = { now: Date.now }
  const jobs = createJobs({ db, log: silentLog, clock, signal: stop.signal, metrics, pollMs: 20 })
  const values: Record<string, unknown> = {
    permission: options.permission,
    auth: { providers: { guest: {} } },
    catalog: {
      rules: [{ allow: ['Component', 'API', 'System', 'Domain', 'Group', 'User', 'Resource', 'Location'] }],
      locations: [{ type: 'file', target: './all.yaml' }],
    },
  }
  const listeners: ((config: ConfigReader) => void)[] = []
  const config = readerOf(values, folder, listeners)
  const logged: string[] = []
  const log = {
    ...silentLog,
    warn: (text: string) => void logged.push(text),
    error: (text: string, fields?: unknown) => void logged.push(`${text} ${JSON.stringify(fields)}`),
  }
  const http = createHttp({
    config,
    log: silentLog,
    authenticator: { authenticate: async (token) => credentialsOf(token) },
    permissions: permissions.permissions,
    webFolder: '/nowhere',
    override: { listen: { host: '127.0.0.1', port: 0 } },
  })
  const write: Running['write'] = async (documents) => {
    writeFileSync(join(folder, 'all.yaml'), documents.map((one) => JSON.stringify(one)).join('\n---\n'))
  }
  await write(options.documents)
  const ctx: FeatureContext = {
    db,
    clock,
    fetch,
    config,
    jobs,
    metrics,
    events: createEvents(silentLog),
    permissions: permissions.permissions,
    audit: noAudit,
    signal: stop.signal,
    dataDir: folder,
    log: { ...log, child: () => log },
  }
  const parts = await catalog.setup(ctx)
  const policy = await permissions.setup(ctx)
  http.mount(catalog.routes, parts.handlers)
  http.mount(permissions.routes, policy.handlers)
  http.setReady()
  const { url } = await http.listen()
  jobs.start()
  await parts.start?.()
  await policy.start?.()
  const ask: Running['ask'] = async (who, path, body, method = body === undefined ? 'GET' : 'POST') => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${who}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }
  for (let left = 400; ; left--) {
    const { body } = await ask('plugin:test', '/catalog/sources')
    const [source] = body.items ?? []
    if (source && source.state !== 'pending' && !source.reading) break
    assert.ok(left > 0, 'the catalog was never read')
    await sleep(25)
  }
  return {
    permissions,
    ask,
    write,
    configure(permission) {
      values.permission = permission
      for (const listener of listeners) listener(config)
    },
    logged,
    folder,
    async close() {
      await http.close()
      stop.abort()
      await jobs.stop()
      await parts.stop?.()
      metrics.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const known = new Map<string, Credentials>()

/** The same token gives the same credentials, as in the portal. */
function credentialsOf(token: string): Credentials {
  let credentials = known.get(token)
  if (!credentials) {
    credentials = madeOf(token)
    known.set(token, credentials)
  }
  return credentials
}

function madeOf(token: string): Credentials {
  if (/^(plugin|external):/.test(token)) return { type: 'service', subject: token }
  if (token.startsWith('service:')) {
    const [subject = '', ...roles] = token.split('+')
    return { type: 'service', subject, roles, scope: { tokenId: token } }
  }
  const base = { type: 'user', expiresAt: '2099-01-01T00:00:00Z', token } as const
  if (token === 'guest') return { ...base, userEntityRef: 'user:development/guest' }
  if (token === 'onlooker') return { ...base, userEntityRef: 'user:development/guest', readOnly: true }
  const [name, scope] = token.split('+')
  const reader = { scope: { tokenId: 't', actions: ['read' as const] } }
  return { ...base, userEntityRef: `user:default/${name}`, ...(scope === 'reader' && reader) }
}

export function readerOf(
  values: Record<string, unknown>,
  folder: string,
  listeners: ((config: ConfigReader) => void)[],
): ConfigReader {
  const get = (path: string): unknown =>
    path
      .split('.')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], values)
  return {
    get,
    section: <S extends z.ZodType>(key: string, schema: S) => schema.parse(get(key)),
    origin: () => ({ file: join(folder, 'app-config.yaml'), line: 7, column: 1 }),
    folders: [folder],
    onChange: (listener) => void listeners.push(listener),
  }
}

export const document = (kind: string, name: string, spec: Json = {}, metadata: Json = {}): Json => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, ...metadata },
  spec,
})

export const component = (name: string, owner: string, spec: Json = {}, metadata: Json = {}): Json =>
  document('Component', name, { type: 'service', lifecycle: 'production', owner, ...spec }, metadata)

/** Three teams below one company, and what they have. */
export const company: Json[] = [
  document('Group', 'acme', { type: 'company', children: [] }),
  document('Group', 'cranes', { type: 'team', parent: 'acme', children: [] }),
  document('Group', 'bakery', { type: 'team', children: [] }),
  document('User', 'ada', { memberOf: ['cranes'] }),
  document('User', 'bo', { memberOf: ['bakery'] }),
  document('Domain', 'port', { owner: 'cranes' }),
  document('Domain', 'quay', { owner: 'cranes', subdomainOf: 'port' }),
  document('System', 'loading', { owner: 'cranes', domain: 'quay' }),
  document('System', 'bread', { owner: 'bakery' }),
  component('crane', 'cranes', { system: 'loading' }, { labels: { tier: '1' }, tags: ['go'] }),
  component(
    'winch',
    'cranes',
    { system: 'loading', lifecycle: 'experimental' },
    { annotations: { 'acme.example/secret': 'yes' } },
  ),
  component('oven', 'bakery', { system: 'bread' }, { labels: { tier: '2' } }),
  component('scale', 'user:default/ada', {}, { namespace: 'tools', title: 'Scale' }),
]
