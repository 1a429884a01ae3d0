/** A portal that reads an organisation of GitHub, and what people see of it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { startTestPortal, type TestPortal } from '../../../testing/start-test-portal.ts'
import { type FakeCompany, fakeGithub } from './fakes/github.ts'
import type { FakeHost } from './fakes/host.ts'

interface Source {
  id: string
  target: string
  state: string
  entities: number
}
interface Problem {
  message: string
  hint: string | null
}

export const provider = 'GithubMultiOrgEntityProvider:production'

interface Stage {
  portal: TestPortal
  company: FakeCompany
  host: FakeHost
  githubOrg: object
  /** Reads the organisation again, and comes back when that is over. */
  readNow(): Promise<void>
  /** Writes the config anew, with what is given in `catalog.providers`. */
  configure(providers: object): void
}

interface Job {
  key: string
  state: string
  lastStartedAt: string | null
}

interface Options {
  providers?: object
  providerOptions?: object
}

export const hourly = { frequency: { hours: 1 }, timeout: { seconds: 10 } }

export async function stage(company: FakeCompany, options: Options = {}): Promise<Stage> {
  const { providers = {}, providerOptions = {} } = options
  const host = await fakeGithub({ acme: company })
  const { host: name } = new URL(host.url)
  const githubOrg = { id: 'production', githubUrl: host.url, orgs: ['acme'], schedule: hourly }
  const configOf = (given: object) => ({
    events: { modules: { github: { webhookSecret: 'of-the-hook' } } },
    integrations: { github: [{ host: name, apiBaseUrl: `${host.url}/api/v3`, token: 'of-github' }] },
    catalog: { locations: [], providerOptions, providers: given },
  })
  const portal = await startTestPortal(configOf({ githubOrg, ...providers }))
  after(() => portal.close())
  const configure = (given: object) =>
    writeFileSync(join(portal.folder, 'app-config.yaml'), JSON.stringify(configOf(given)))
  const job = async () => {
    const { items } = await portal.json<{ items: Job[] }>('/api/admin/jobs?name=organization.read')
    return items.find(({ key }) => key === provider)
  }
  const readNow = async () => {
    const before = (await job())?.lastStartedAt
    await portal.post('/api/admin/jobs/trigger', { name: 'organization.read', key: provider })
    await portal.until(async () => {
      const now = await job()
      return now?.state === 'waiting' && now.lastStartedAt !== before ? null : 'the end of the run'
    })
  }
  return { portal, company, host, githubOrg, readNow, configure }
}

export const sourceOf = async (portal: TestPortal, name = provider): Promise<Source | undefined> => {
  const { items } = await portal.json<{ items: Source[] }>('/api/catalog/sources')
  return items.find(({ target }) => target === name)
}
export const problemsOf = async (portal: TestPortal): Promise<Problem[]> => {
  const source = await sourceOf(portal)
  const { items } = await portal.json<{ items: Problem[] }>(`/api/catalog/problems?sourceId=${source?.id}`)
  return items
}
export const refsOf = async (portal: TestPortal): Promise<string[]> => {
  const list = await portal.json<{ kind: string; metadata: { name: string } }[]>('/api/catalog/entities')
  return list.map(({ kind, metadata }) => `${kind}:${metadata.name}`).sort()
}
export const until = (portal: TestPortal, isDone: () => Promise<boolean>, what: string) =>
  portal.until(async () => ((await isDone()) ? null : what))
