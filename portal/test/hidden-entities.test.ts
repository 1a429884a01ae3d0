/**
 * What may not be read is named nowhere: somebody to whom the policy hides a few entities calls every route that
 * reads, and no answer holds a word of them. The routes are those of the portal, so that a new one is covered by
 * being there; `questions` asks more of those that have something to tell.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Route, routeAction } from '@callboard/sdk'
import { builtinFeatures } from '../builtin.ts'
import { type KeyedPortal, startKeyedPortal } from '../testing/keyed-portal.ts'
import { requests, type World } from './authorisation-matrix.ts'

const document = (kind: string, name: string, spec: object, metadata: object = {}) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, ...metadata },
  spec,
})
const hidden = { labels: { secrecy: 'high' } }
const component = { type: 'service', lifecycle: 'production', owner: 'team-a' }
const text = (documents: object[]) => documents.map((one) => JSON.stringify(one)).join('\n---\n')

const files = {
  'a.yaml': text([
    document('Group', 'team-a', { type: 'team', children: [] }),
    document('User', 'ada', { memberOf: ['team-a'] }),
    document('User', 'boss', { memberOf: [] }),
    document('System', 'hall', { owner: 'team-a' }),
    document('Component', 'shared', { ...component, system: 'hall' }),
  ]),
  'b.yaml': text([
    document(
      'Component',
      'umbra',
      {
        ...component,
        type: 'crypt',
        lifecycle: 'twilight',
        owner: 'nox',
        system: 'hall',
        dependsOn: ['component:shared', 'resource:tomb'],
        providesApis: ['eclipse'],
      },
      {
        ...hidden,
        title: 'Tenebrae',
        description: 'Penumbral things',
        tags: ['obscura'],
        annotations: { 'acme.example/nocturne': 'vesper' },
        links: [{ url: 'https://example.test/gloaming' }],
      },
    ),
    document('Group', 'nox', { type: 'team', parent: 'team-a', children: [] }, hidden),
    document('User', 'lucifuge', { memberOf: ['team-a'] }, hidden),
    document('API', 'eclipse', { ...component, type: 'openapi', system: 'hall', definition: '' }, hidden),
  ]),
}
const secrets =
  /umbra|crypt\b|twilight|nox\b|tomb|eclipse|tenebrae|penumbral|obscura|nocturne|vesper|gloaming|lucifuge/i

const config = {
  catalog: {
    rules: [{ allow: ['Group', 'User', 'Component', 'System', 'API', 'Location'] }],
    locations: Object.keys(files).map((name) => ({ type: 'file', target: `./${name}` })),
  },
  permission: {
    enabled: true,
    policy: {
      admins: ['user:default/boss'],
      default: ['viewer', 'curious'],
      roles: {
        curious: {
          rules: [
            { allow: ['catalog.entity.validate', 'catalog.location.*'] },
            {
              deny: 'catalog.entity.*',
              conditions: { rule: 'HAS_LABEL', params: { label: 'secrecy', value: 'high' } },
            },
          ],
        },
      },
    },
  },
}

const facets = [
  ...['kind', 'metadata.name', 'metadata.tags', 'metadata.uid', 'metadata.namespace', 'metadata.annotations'],
  ...['spec.type', 'spec.lifecycle', 'spec.owner', 'spec.system', 'relations.ownedBy', 'relations.hasPart'],
  ...['relations.dependencyOf', 'relations.hasMember', 'relations.parentOf', 'relations.childOf'],
]
const visible = ['component:default/shared', 'system:default/hall', 'group:default/team-a']

type Question = { path?: string; body?: unknown }
/** More to ask of a route than its example: whatever leads to things beside the one that is asked about. */
const questions: Record<string, Question[]> = {
  'GET /api/catalog/entities': [
    { path: '/api/catalog/entities?order=asc:relations.dependencyOf' },
    { path: `/api/catalog/entities?asOf=${new Date(Date.now() + 3_600_000).toISOString()}` },
  ],
  'GET /api/catalog/entities/by-query': [
    { path: '/api/catalog/entities/by-query?limit=500&orderField=metadata.name,asc' },
    {
      path: '/api/catalog/entities/by-query?limit=1&fullTextFilterTerm=a&fullTextFilterFields=metadata.name',
    },
    { path: '/api/catalog/entities/by-query?filter=relations.dependencyOf' },
    { path: '/api/catalog/entities/by-query?limit=1&orderField=relations.hasPart,desc' },
    { path: '/api/catalog/entities/by-query?limit=1&orderField=relations.ownerOf,desc' },
  ],
  'POST /api/catalog/entities/by-query': [{ body: { query: { 'spec.system': 'hall' }, limit: 500 } }],
  'GET /api/catalog/entity-facets': [
    { path: `/api/catalog/entity-facets?${facets.map((facet) => `facet=${facet}`).join('&')}` },
  ],
  'POST /api/catalog/entity-facets': [{ body: { facets } }],
  'POST /api/catalog/entities/by-refs': [{ body: { entityRefs: visible } }],
  'GET /api/catalog/history': [{ path: '/api/catalog/history?limit=200' }],
  'GET /api/catalog/graph': [
    ...visible.map((ref) => ({ path: `/api/catalog/graph?rootRef=${ref}&depth=5` })),
    { path: '/api/catalog/graph?depth=5' },
  ],
  'GET /api/catalog/impact': visible.map((ref) => ({ path: `/api/catalog/impact?ref=${ref}&depth=5` })),
  'POST /api/catalog/validate-entity': [
    {
      body: {
        location: 'url:https://example.test/x.yaml',
        entity: document('Component', 'new', { ...component, dependsOn: ['component:shared'] }),
      },
    },
  ],
  'GET /api/catalog/entities/by-name/:kind/:namespace/:name': [
    { path: '/api/catalog/entities/by-name/group/default/team-a' },
    { path: '/api/catalog/entities/by-name/system/default/hall' },
  ],
  'GET /api/catalog/entities/by-name/:kind/:namespace/:name/history': [
    { path: '/api/catalog/entities/by-name/group/default/team-a/history' },
    { path: '/api/catalog/entities/by-name/system/default/hall/history' },
  ],
  'POST /api/catalog/locations': [
    { path: '/api/catalog/locations?dryRun=true', body: { type: 'file', target: './b.yaml' } },
  ],
}

const routes = (): [string, Route][] => {
  const host = { redact: (value: string) => value } as Parameters<typeof builtinFeatures>[0]['host']
  return builtinFeatures({ cwd: '.', host }).features.flatMap((feature) =>
    Object.values(feature.routes).map((route): [string, Route] => [`${route.method} ${route.path}`, route]),
  )
}
const reading = routes().filter(([key, route]) => routeAction(route) === 'read' || key in questions)

describe('somebody from whom the policy hides entities', () => {
  let portal: KeyedPortal
  let ada: string
  let boss: string
  let world: World

  before(async () => {
    portal = await startKeyedPortal(config, files)
    ada = await portal.tokenOf('user:default/ada')
    boss = await portal.tokenOf('user:default/boss')
    for (let left = 400; ; left--) {
      const answer = await portal.ask('GET', '/api/catalog/entities/by-name/user/default/lucifuge', {
        token: boss,
      })
      if (answer.status === 200) break
      assert.ok(left > 0, 'the catalog was never read')
      await sleep(25)
    }
    const shared = await portal.ask('GET', '/api/catalog/entities/by-name/component/default/shared', {
      token: boss,
    })
    const { metadata } = (await shared.json()) as { metadata: { uid: string } }
    world = { uidOf: () => metadata.uid }
    // Something about them for the audit log and the history to tell.
    await portal.ask('POST', '/api/catalog/refresh', {
      token: boss,
      body: { entityRef: 'component:default/umbra' },
    })
  })
  after(() => portal?.close())

  const asked = (key: string): Question[] => [requests[key]?.('ada', world) ?? {}, ...(questions[key] ?? [])]

  const answerTo = async (token: string, key: string, { path, body }: Question): Promise<string> => {
    const [method = '', pattern = ''] = key.split(' ')
    const sent = body ?? (method === 'POST' ? {} : undefined)
    const answer = await portal.ask(method, path ?? examplePath(pattern), { token, body: sent })
    const found = await textOf(answer)
    const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
    // Cursors are JSON in base64.
    const encoded = found.match(/[\w-]{40,}/g) ?? []
    const decoded = encoded.map((word) => Buffer.from(word, 'base64url').toString('latin1')).join('\n')
    return `${answer.status}\n${headers}\n${found}\n${decoded}`
  }

  test('the words are there to be found', async () => {
    const list = await answerTo(boss, 'GET /api/catalog/entities', {})
    for (const word of secrets.source.replaceAll('\\b', '').split('|')) {
      assert.match(list.toLowerCase(), new RegExp(word))
    }
    const audited = await answerTo(boss, 'GET /api/audit/events', {})
    assert.match(audited, /umbra/)
  })

  test('finds no word of them in the answer of any route that reads', async () => {
    const told: string[] = []
    for (const [key] of reading) {
      for (const question of asked(key)) {
        const answer = await answerTo(ada, key, question)
        const found = secrets.exec(answer)
        if (!found) continue
        const around = answer.slice(Math.max(0, found.index - 120), found.index + 40)
        told.push(`${key} ${JSON.stringify(question)}: …${around}…`)
      }
    }
    assert.deepEqual(told, [])
  })

  test('learns nothing more by naming one', async () => {
    const told: string[] = []
    const more = new RegExp(secrets.source.replace('umbra|', ''), 'i')
    for (const [key] of reading) {
      for (const question of asked(key)) {
        const naming = JSON.parse(
          JSON.stringify({ path: question.path ?? examplePath(key.split(' ')[1] ?? ''), body: question.body })
            .replaceAll('shared', 'umbra')
            .replaceAll('/hall', '/umbra'),
        ) as Question
        const found = more.exec(await answerTo(ada, key, naming))
        if (found) told.push(`${key} ${JSON.stringify(naming)}: ${found[0]}`)
      }
    }
    assert.deepEqual(told, [])
  })

  test('finds nothing by a relation that only they declare', async () => {
    const found = async (token: string, question: string) => {
      const path = `/api/catalog/entities/by-query?limit=0&${question}`
      const answer = await portal.ask('GET', path, { token })
      return ((await answer.json()) as { totalItems: number }).totalItems
    }
    for (const question of [
      'filter=relations.dependencyOf',
      'filter=relations.dependencyOf=component:default/umbra',
      'filter=relations.hasPart=component:default/umbra',
      'filter=relations.hasMember=user:default/lucifuge',
      'filter=relations.parentOf=group:default/nox',
      'fullTextFilterTerm=umbra&fullTextFilterFields=relations.dependencyOf',
    ]) {
      assert.ok((await found(boss, question)) > 0, question)
      assert.equal(await found(ada, question), 0, question)
    }
  })
})

/** The path with something in place of its params. */
function examplePath(path: string): string {
  const values: Record<string, string> = {
    kind: 'component',
    namespace: 'default',
    name: 'shared',
    plugin: 'catalog',
  }
  return path.replace(/:(\w+)(\{[^}]*\})?/g, (_all, name: string) => values[name] ?? 'none')
}

/** Of an answer that never ends, what comes first. */
async function textOf(answer: Response): Promise<string> {
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer.text()
  const reader = answer.body?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return new TextDecoder().decode(first?.value as Uint8Array | undefined)
}
