/**
 * A host that fails in the middle. Whichever of its answers is missing, nothing is read: half an organisation
 * would delete the other half. An answer that only comes late changes nothing.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeGithub } from './fakes/github.ts'
import { fakeGitlab } from './fakes/gitlab.ts'
import { fakeGraph } from './fakes/graph.ts'
import { type Asked, type FakeHost, fakeHost } from './fakes/host.ts'
import { fakeKeycloak } from './fakes/keycloak.ts'
import { read, readerOf } from './read-from.ts'

const people = Array.from({ length: 7 }, (_, index) => `p${index}`)
const inPages = { organizationMembers: 1, teams: 1, teamMembers: 3 }

const hosts: Record<
  string,
  [make: () => Promise<FakeHost>, config: (url: string) => Record<string, unknown>]
> = {
  GitHub: [
    () => fakeGithub({ acme: { people, teams: ['all', 'few'].map((slug) => ({ slug, members: people })) } }),
    (url) => ({
      integrations: {
        github: [{ host: new URL(url).host, apiBaseUrl: `${url}/api/v3`, token: 'of-github' }],
      },
      catalog: { providers: { githubOrg: { githubUrl: url, orgs: ['acme'], pageSizes: inPages } } },
    }),
  ],
  GitLab: [
    fakeGitlab,
    (url) => ({
      integrations: {
        gitlab: [{ host: 'gitlab.example.com', token: 'of-gitlab', apiBaseUrl: `${url}/api/v4` }],
      },
      catalog: {
        providers: { gitlab: { main: { host: 'gitlab.example.com', group: 'acme', orgEnabled: true } } },
      },
    }),
  ],
  'Entra ID': [
    fakeGraph,
    (url) => {
      const app = { tenantId: 'tenant-1', clientId: 'c', clientSecret: 'of-graph' }
      const entry = { target: `${url}/v1.0`, authority: url, ...app, user: { loadPhotos: true } }
      return { catalog: { providers: { microsoftGraphOrg: { default: entry } } } }
    },
  ],
  Keycloak: [
    () =>
      fakeKeycloak({
        users: people,
        groups: [
          { name: 'all', members: people, children: ['few'] },
          { name: 'few', members: ['p1'] },
        ],
      }),
    (url) => {
      const client = { realm: 'acme', clientId: 'portal', clientSecret: 'of-keycloak' }
      const entry = { baseUrl: url, ...client, userQuerySize: 2, groupQuerySize: 3 }
      return { catalog: { providers: { keycloakOrg: { default: entry } } } }
    },
  ],
  Okta: [fakeOkta, (url) => ({ catalog: { providers: { okta: [{ orgUrl: url, token: 'of-okta' }] } } })],
}

function fakeOkta(): Promise<FakeHost> {
  return fakeHost(({ path, query }, { url }) => {
    const page = (all: object[]) => {
      const at = Number(query.get('after') ?? 0)
      const link = `<${url}${path}?after=${at + 1}>; rel="next"`
      return { body: all.slice(at, at + 1), headers: at + 1 < all.length ? { link } : {} }
    }
    if (path === '/api/v1/users' || path.endsWith('/users')) {
      return page(people.map((id) => ({ id, status: 'ACTIVE', profile: { login: `${id}@example.com` } })))
    }
    return path === '/api/v1/groups' ? page([{ id: 'g1', profile: { name: 'all' } }]) : undefined
  })
}

for (const [name, [make, config]] of Object.entries(hosts)) {
  test(`${name}: whichever answer fails, nothing is read`, async () => {
    const host = await make()
    const reader = readerOf(config(host.url))
    const whole = await read(reader)
    const isToken = ({ path }: Asked) => path.endsWith('/token')
    const answers = host.asked.filter((asked) => !isToken(asked)).length
    assert.ok(answers >= 7, `${answers} answers`)

    /** Reads while one of the answers is another. */
    const spoilt = async (place: number, status: number) => {
      let left = place
      host.instead = (asked) => {
        if (isToken(asked) || left-- !== 0) return undefined
        return { status, headers: { 'retry-after': '0' }, body: { message: 'spoilt', error: 'spoilt' } }
      }
      return read(reader)
    }
    for (let place = 0; place < answers; place += 1) {
      for (const status of [401, 500]) {
        await assert.rejects(spoilt(place, status), new RegExp(`answered ${status}`), `answer ${place}`)
      }
      for (const status of [429, 503]) assert.deepEqual(await spoilt(place, status), whole, `answer ${place}`)
    }
  })
}
