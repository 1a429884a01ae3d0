/** Rows about answering: pages, facets, one entity, throughput. */
import autocannon from 'autocannon'
import type { Product } from '../portal/testing/product.ts'
import { timeEach } from './latency.ts'
import { type Row, row } from './table.ts'

const pages = [
  [
    'by-query page, kind=component by name',
    'by-query?filter=kind=component&limit=20&orderField=metadata.name,asc',
  ],
  [
    'by-query page, owner',
    'by-query?filter=kind=component,relations.ownedby=group:default/$owner&limit=20&orderField=metadata.name,asc',
  ],
  [
    'by-query page, tag and lifecycle',
    'by-query?filter=kind=component,metadata.tags=$tag,spec.lifecycle=production&limit=20&orderField=metadata.name,asc',
  ],
  [
    'by-query page, text',
    'by-query?filter=kind=component&fullTextFilterTerm=$text&fullTextFilterFields=metadata.name,metadata.title&limit=20&orderField=metadata.name,asc',
  ],
] as const
const tags =
  'java go python typescript rust kotlin data web core legacy ml internal public batch events'.split(' ')

interface Budget {
  page: number
  facets: number
  byName: number
}

export async function measureQueries(
  product: Product,
  label: string,
  budget: Budget | undefined,
  rows: Row[],
): Promise<void> {
  const sample = await product.json<{
    items: { metadata: { name: string }; relations: { type: string; targetRef: string }[] }[]
  }>('/api/catalog/entities/by-query?filter=kind=component&limit=200')
  const names = sample.items.map((entity) => entity.metadata.name)
  const owners = sample.items.flatMap((entity) =>
    entity.relations.filter((r) => r.type === 'ownedBy').map((r) => r.targetRef.replace(/^.*\//, '')),
  )
  const ask = async (path: string) => {
    const response = await product.get(path)
    if (!response.ok) throw new Error(`${response.status} ${path}: ${await response.text()}`)
    await response.arrayBuffer()
  }
  for (const [what, path] of pages) {
    const time = await timeEach(300, (i) =>
      ask(
        `/api/catalog/entities/${path
          .replace('$owner', owners[i % owners.length] ?? '')
          .replace('$tag', tags[i % tags.length] ?? '')
          .replace('$text', `t-${i}`)}`,
      ),
    )
    rows.push(
      row(`${what}: p50, ${label}`, time.p50, undefined, 'ms'),
      row(`${what}: p99, ${label}`, time.p99, budget?.page, 'ms'),
    )
  }
  const facets = await timeEach(100, () =>
    ask('/api/catalog/entity-facets?facet=kind&facet=spec.type&facet=spec.lifecycle'),
  )
  rows.push(row(`three facets: p99, ${label}`, facets.p99, budget?.facets, 'ms'))
  const filtered = await timeEach(100, (i) =>
    ask(
      `/api/catalog/entity-facets?facet=spec.type&facet=metadata.tags&filter=kind=component,spec.owner=group:default/${owners[i % owners.length]}`,
    ),
  )
  rows.push(row(`two facets of one owner: p99, ${label}`, filtered.p99, budget?.facets, 'ms'))
  const byName = await timeEach(500, (i) =>
    ask(`/api/catalog/entities/by-name/component/default/${names[i % names.length]}`),
  )
  rows.push(row(`by-name: p99, ${label}`, byName.p99, budget?.byName, 'ms'))
}

/** Requests a second of a 20-entity page: the product on one core, the client on the other. */
export async function measureThroughput(product: Product, label: string, rows: Row[]): Promise<void> {
  const run = (connections: number, duration: number) =>
    autocannon({
      url: `${product.base}/api/catalog/entities/by-query?filter=kind=component&limit=20&orderField=metadata.name,asc`,
      connections,
      duration,
      headers: { authorization: `Bearer ${product.token}` },
    })
  await run(4, 2)
  const result = await run(16, 8)
  rows.push(row(`throughput, 20-entity page, ${label}`, result.requests.average, 5000, 'req/s', true))
}
