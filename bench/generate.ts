/**
 * Writes a catalog of N entities as one file each, with the mix and the relations of a real company:
 * 60 % components, 15 % APIs with an inline OpenAPI document, 10 % resources, 5 % systems, 1 % domains,
 * 5 % groups, 4 % users; about ten relation edges an entity (both directions counted). Deterministic.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Catalog {
  /** Glob that names every file: the target of one location. */
  target: string
  entities: number
  bytes: number
}

const shares = { Domain: 0.01, System: 0.05, Group: 0.05, User: 0.04, Resource: 0.1, API: 0.15 }
const words =
  'order cart price search stock route crew ticket invoice ledger notice photo video map queue mail report'.split(
    ' ',
  )
const tags =
  'java go python typescript rust kotlin data web core legacy ml internal public batch events'.split(' ')

export function generateCatalog(folder: string, entities: number): Catalog {
  const count = (kind: keyof typeof shares) => Math.max(1, Math.floor(entities * shares[kind]))
  const counts = {
    Domain: count('Domain'),
    System: count('System'),
    Group: count('Group'),
    User: count('User'),
    Resource: count('Resource'),
    API: count('API'),
    Component: 0,
  }
  counts.Component = entities - Object.values(counts).reduce((sum, n) => sum + n, 0)
  const random = randomOf(42)
  const pick = (n: number) => Math.floor(random() * n)
  // Popular things get more than their share, as in life.
  const popular = (n: number) => Math.floor(n * random() ** 2)
  const name = (kind: string, i: number) => `${words[i % words.length]}-${kind.toLowerCase()}-${i}`
  const owner = () => `group:default/${name('Group', popular(counts.Group))}`
  const list = (n: number, item: () => string) => [...new Set(Array.from({ length: n }, item))].join(', ')

  let bytes = 0
  let folderOf = ''
  const write = (kind: string, i: number, spec: string, meta = '') => {
    const next = join(folder, `${kind.toLowerCase()}s`, String(Math.floor(i / 500)))
    if (next !== folderOf) mkdirSync(next, { recursive: true })
    folderOf = next
    const own = name(kind, i)
    const text = `apiVersion: backstage.io/v1alpha1
kind: ${kind}
metadata:
  name: ${own}
  title: ${own.replace(/-/g, ' ')}
  description: Number ${i} of the ${kind.toLowerCase()}s; keeps the ${words[pick(words.length)]} and the ${words[pick(words.length)]} in step
  annotations:
    github.com/project-slug: acme/${own}
    backstage.io/techdocs-ref: dir:.
  labels:
    tier: "${pick(4)}"
  tags: [${list(1 + pick(4), () => tags[pick(tags.length)] ?? 'core')}]
${meta}spec:
${spec}`
    bytes += text.length
    writeFileSync(join(next, `${own}.yaml`), text)
  }
  const links = (own: string) => `  links:
    - url: https://dashboards.acme.example/d/${own}
      title: Dashboard
      icon: dashboard
`
  for (let i = 0; i < counts.Domain; i++) write('Domain', i, `  owner: ${owner()}\n`)
  for (let i = 0; i < counts.System; i++) {
    write('System', i, `  owner: ${owner()}\n  domain: ${name('Domain', pick(counts.Domain))}\n`)
  }
  for (let i = 0; i < counts.Group; i++) {
    const parent = i === 0 ? '' : `  parent: ${name('Group', pick(Math.min(i, 40)))}\n`
    write('Group', i, `  type: team\n  profile:\n    displayName: Team ${i}\n${parent}  children: []\n`)
  }
  for (let i = 0; i < counts.User; i++) {
    const memberOf = list(1 + pick(3), () => name('Group', pick(counts.Group)))
    write(
      'User',
      i,
      `  profile:\n    displayName: Person ${i}\n    email: person${i}@acme.example\n  memberOf: [${memberOf}]\n`,
    )
  }
  for (let i = 0; i < counts.Resource; i++) {
    const type = ['database', 's3-bucket', 'queue', 'cluster'][pick(4)]
    write(
      'Resource',
      i,
      `  type: ${type}\n  owner: ${owner()}\n  system: ${name('System', pick(counts.System))}\n`,
    )
  }
  for (let i = 0; i < counts.API; i++) {
    write(
      'API',
      i,
      `  type: openapi\n  lifecycle: production\n  owner: ${owner()}\n  system: ${name('System', pick(counts.System))}\n  definition: |\n${definition(name('API', i))}`,
    )
  }
  for (let i = 0; i < counts.Component; i++) {
    const type = ['service', 'service', 'website', 'library', 'tool'][pick(5)]
    const lifecycle = ['production', 'production', 'experimental', 'deprecated'][pick(4)]
    write(
      'Component',
      i,
      `  type: ${type}
  lifecycle: ${lifecycle}
  owner: ${owner()}
  system: ${name('System', pick(counts.System))}
  providesApis: [${pick(3) === 0 ? name('API', pick(counts.API)) : ''}]
  consumesApis: [${list(pick(3), () => name('API', popular(counts.API)))}]
  dependsOn: [${list(1 + pick(3), () => (pick(2) ? `component:${name('Component', popular(counts.Component))}` : `resource:${name('Resource', pick(counts.Resource))}`))}]
`,
      links(name('Component', i)),
    )
  }
  return { target: join(folder, '**', '*.yaml'), entities, bytes }
}

function definition(own: string): string {
  const paths = ['items', 'items/{id}', 'reports'].map(
    (path) => `      /${path}:
        get:
          summary: Read ${path} of ${own}
          responses:
            '200':
              description: Found
              content:
                application/json:
                  schema: { type: object }
`,
  )
  return `    openapi: 3.0.3
    info: { title: ${own}, version: 1.0.0 }
    paths:
${paths.join('')}`
}

/** A small deterministic generator (mulberry32), so that every run measures the same catalog. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
