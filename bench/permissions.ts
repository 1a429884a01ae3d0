/**
 * Rows about reading under a condition: somebody whom the policy shows a tenth of the catalog, against a service
 * that sees all of it, on the same process. Totals and pages are compared with a count by hand first.
 */
import { type Product, startProduct, until } from '../portal/testing/product.ts'
import type { Setup } from './ingestion.ts'
import { latencyOf, timeEach } from './latency.ts'
import { type Row, row } from './table.ts'

interface Entity {
  kind: string
  metadata: { name: string; namespace?: string }
  spec?: { lifecycle?: string }
  relations?: { type: string; targetRef: string }[]
}

type Get = (path: string) => Promise<Response>

const service = 'the-token-of-the-bench'
const words =
  'order cart price search stock route crew ticket invoice ledger notice photo video map queue mail report'.split(
    ' ',
  )

/** The teams that own about a tenth: owners are given by a square, so few teams have much. */
function ownersOf(entities: number): string[] {
  const groups = Math.floor(entities * 0.05)
  const count = Math.max(1, Math.round(groups * 0.012))
  return Array.from({ length: count }, (_, i) => `group:default/${words[i % words.length]}-group-${i}`)
}

// A field that nothing has makes every question a new one, which no answer is kept for.
const questions = [
  ['page, kind=component by name', 'entities/by-query?filter=kind=component&$page'],
  ['page, lifecycle', 'entities/by-query?filter=kind=component,spec.lifecycle=production&$page'],
  [
    'page, tag and lifecycle',
    'entities/by-query?filter=kind=component,metadata.tags=$tag,spec.lifecycle=production&$page',
  ],
  [
    'page, text',
    'entities/by-query?filter=kind=component&fullTextFilterTerm=t-$i&fullTextFilterFields=metadata.name,metadata.title&$page',
  ],
  ['third page', 'entities/by-query?filter=kind=component&offset=40&$page'],
  [
    'two facets',
    'entity-facets?facet=kind&facet=spec.type&facet=none.$i&filter=kind=component,metadata.tags=$tag',
  ],
] as const
const page = 'limit=20&orderField=metadata.name,asc&fields=kind,metadata,spec,none.$i'
const tags =
  'java go python typescript rust kotlin data web core legacy ml internal public batch events'.split(' ')

export async function measurePermissions(
  config: Record<string, unknown>,
  setup: Setup,
  rows: Row[],
): Promise<void> {
  const owners = ownersOf(setup.entities)
  const conditions = { rule: 'IS_ENTITY_OWNER', params: { claims: owners } }
  const policy = {
    default: [],
    roles: { tenth: { rules: [{ allow: 'catalog.*', actions: ['read'], conditions }] } },
    assignments: [{ role: 'tenth', guests: true }],
  }
  const backend = {
    ...(config.backend as object),
    auth: { externalAccess: [{ type: 'static', options: { token: service, subject: 'bench' } }] },
  }
  const product = await startProduct({
    config: { ...config, backend, permission: { enabled: true, policy } },
    dataDir: setup.folder,
  })
  const asked =
    (token: string): Get =>
    (path) =>
      fetch(`${product.base}/api/catalog/${path}`, { headers: { authorization: `Bearer ${token}` } })
  const all = asked(service)
  const tenth = asked(product.token)
  const n = `${setup.entities.toLocaleString('en')} entities, ${setup.label}`
  try {
    await until(async () => (await totalOf(all, 'by-query?limit=0')) >= setup.entities, 120_000, 100)
    const seen = await compareWithHand(all, tenth, new Set(owners))
    rows.push(row(`share seen under a condition, ${n}`, 100 * seen.share, undefined, '%'))
    rows.push(row(`totals and pages unlike a count by hand, ${n}`, seen.differences, 0, 'differences'))
    for (const [what, path] of questions) {
      const { whole, part } = await timeBoth(all, tenth, (i) =>
        path
          .replace('$page', page)
          .replace('$tag', tags[i % tags.length] ?? '')
          .replaceAll('$i', String(i)),
      )
      rows.push(row(`${what}: p50 under a condition, against all, ${n}`, part.p50, whole.p50 * 2, 'ms'))
      rows.push(row(`${what}: p99 under a condition, against all, ${n}`, part.p99, whole.p99 * 2, 'ms'))
    }
    await measureDecisions(product, rows, n)
  } finally {
    await product.stop()
  }
}

/** So many that the hundredth part is more than a few pauses of garbage collection. */
const samplesEach = 2_000

/** Both in turn, so that what else the machine does falls on both. */
async function timeBoth(all: Get, tenth: Get, path: (i: number) => string) {
  const samples = { whole: [] as number[], part: [] as number[] }
  const ask = async (get: Get, i: number, into?: number[]) => {
    const started = performance.now()
    const answer = await get(path(i))
    if (!answer.ok) throw new Error(`${answer.status} ${path(i)}: ${await answer.text()}`)
    await answer.arrayBuffer()
    into?.push(performance.now() - started)
  }
  for (let i = 0; i < 20; i++) {
    await ask(all, i)
    await ask(tenth, i)
  }
  for (let i = 20; i < 20 + samplesEach; i++) {
    await ask(all, i, samples.whole)
    await ask(tenth, i, samples.part)
  }
  return { whole: latencyOf(samples.whole), part: latencyOf(samples.part) }
}

async function measureDecisions(product: Product, rows: Row[], n: string): Promise<void> {
  const item = {
    id: '1',
    permission: { type: 'basic', name: 'catalog.location.read', attributes: { action: 'read' } },
  }
  const time = await timeEach(300, async () => {
    const answer = await product.post('/api/permission/authorize', { items: [item] })
    await answer.arrayBuffer()
  })
  rows.push(row(`a permission question: p99, ${n}`, time.p99, undefined, 'ms'))
}

/** What the condition means, read from every entity; how often totals, pages or facets say otherwise. */
async function compareWithHand(all: Get, tenth: Get, owners: ReadonlySet<string>) {
  const answer = await all('entities?fields=kind,metadata.name,metadata.namespace,spec.lifecycle,relations')
  const entities = (await answer.json()) as Entity[]
  const mine = entities.filter(({ relations }) =>
    relations?.some(({ type, targetRef }) => type === 'ownedBy' && owners.has(targetRef)),
  )
  let differences = 0
  const expect = (isSame: boolean) => {
    if (!isSame) differences += 1
  }
  expect((await totalOf(tenth, 'by-query?limit=0')) === mine.length)
  for (const kind of ['Component', 'API', 'System', 'User']) {
    const wanted = mine.filter((entity) => entity.kind === kind)
    expect((await totalOf(tenth, `by-query?limit=0&filter=kind=${kind}`)) === wanted.length)
    const live = wanted.filter((entity) => entity.spec?.lifecycle === 'production')
    expect(
      (await totalOf(tenth, `by-query?limit=0&filter=kind=${kind},spec.lifecycle=production`)) ===
        live.length,
    )
  }
  const walked: string[] = []
  let cursor: string | undefined
  do {
    const from = cursor ? `cursor=${cursor}` : 'filter=kind=component&orderField=metadata.name,asc'
    const page = (await (await tenth(`entities/by-query?${from}&limit=500`)).json()) as {
      items: Entity[]
      pageInfo: { nextCursor?: string }
    }
    walked.push(...page.items.map((entity) => entity.metadata.name))
    cursor = page.pageInfo.nextCursor
  } while (cursor)
  const names = mine.filter((entity) => entity.kind === 'Component').map((entity) => entity.metadata.name)
  expect(walked.join() === names.sort().join())
  const facets = (await (await tenth('entity-facets?facet=kind')).json()) as {
    facets: { kind: { value: string; count: number }[] }
  }
  for (const { value, count } of facets.facets.kind) {
    expect(count === mine.filter((entity) => entity.kind === value).length)
  }
  return { share: mine.length / entities.length, differences }
}

async function totalOf(get: Get, path: string): Promise<number> {
  const answer = await get(`entities/${path}`)
  return ((await answer.json()) as { totalItems: number }).totalItems
}
