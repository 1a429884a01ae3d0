/** Users and teams of GitHub organisations (`catalog.providers.githubOrg`). */
import { type ConfigReader, PortalError } from '@callboard/sdk'
import { flexibleBoolean, flexibleNumber } from '@callboard/sdk/config-values'
import { z } from 'zod'
import {
  type GithubHost,
  githubAuthorization,
  githubHost,
  graphqlUrl,
  installedOrgs,
} from './github-credentials.ts'
import { type GithubOrg, githubEntities } from './github-entities.ts'
import { readGraphql } from './github-graphql.ts'
import { readRest } from './github-rest.ts'
import { createHostApi } from './host-api.ts'
import type { OrgReader, OrgRun } from './org.ts'

const size = flexibleNumber.nullish()

export const githubOrgSchema = z.looseObject({
  id: z.string().nullish(),
  githubUrl: z.url({ protocol: /^https?$/ }),
  orgs: z.array(z.string()).nullish(),
  excludeSuspendedUsers: flexibleBoolean.nullish(),
  defaultUserTransformer: z.looseObject({ useVerifiedEmails: flexibleBoolean.nullish() }).nullish(),
  pageSizes: z.looseObject({ teams: size, teamMembers: size, organizationMembers: size }).nullish(),
})

export type GithubOrgSettings = z.output<typeof githubOrgSchema>

export function githubReader(
  settings: GithubOrgSettings,
  config: Pick<ConfigReader, 'get'>,
  fetcher: typeof fetch,
): OrgReader {
  const host = githubHost(config, settings.githubUrl)
  return {
    name: `GithubMultiOrgEntityProvider:${settings.id ?? 'default'}`,
    title: `the organisations of ${host.host}`,
    readsGithub: (login) =>
      !settings.orgs?.length || settings.orgs.some((org) => org.toLowerCase() === login.toLowerCase()),
    async read(run) {
      const orgs = settings.orgs?.length
        ? settings.orgs
        : await installedOrgs(host, { fetch: fetcher, signal: run.signal })
      if (orgs.length === 0) {
        throw new PortalError('input', 'catalog.providers.githubOrg names no orgs', {
          hint: 'List them under orgs, or configure a GitHub App that is installed in them',
        })
      }
      const found = new Map<string, GithubOrg>()
      for (const org of orgs) found.set(org, await readOrg(org, settings, host, fetcher, run))
      return githubEntities(found, settings)
    },
  }
}

async function readOrg(
  org: string,
  settings: GithubOrgSettings,
  host: GithubHost,
  fetcher: typeof fetch,
  { signal }: OrgRun,
): Promise<GithubOrg> {
  const authorization = await githubAuthorization(host, org, { fetch: fetcher, signal })
  const api = createHostApi({
    fetch: fetcher,
    host: host.host,
    hint: `The token of integrations.github for ${host.host} must be allowed to read the organisation (read:org, user:email)`,
    signal,
    headers: () => ({ ...(authorization && { authorization }) }),
  })
  try {
    return await readGraphql(api, graphqlUrl(host), org, settings)
  } catch (thrown) {
    // Some servers that speak GitHub's REST API have no GraphQL.
    const isAbsent = thrown instanceof PortalError && thrown.details.status === 404
    if (!isAbsent) throw thrown
    return readRest(api, host.apiBaseUrl, org)
  }
}
