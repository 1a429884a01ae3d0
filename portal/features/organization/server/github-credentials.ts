/** How requests to GitHub are signed: a token, or a GitHub App's installation in the organisation. */
import { createPrivateKey } from 'node:crypto'
import { type ConfigReader, PortalError } from '@callboard/sdk'
import { SignJWT } from 'jose'
import { z } from 'zod'

export interface GithubHost {
  host: string
  apiBaseUrl: string
  token: string | undefined
  apps: { appId: string; privateKey: string; owners: string[] | undefined }[]
}

const entry = z.looseObject({
  host: z.string().nullish(),
  apiBaseUrl: z.string().nullish(),
  token: z.string().nullish(),
  apps: z
    .array(
      z.looseObject({
        appId: z.union([z.string(), z.number()]).transform(String),
        privateKey: z.string(),
        allowedInstallationOwners: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
})

/** @throws `input` when no integration is configured for the host. */
export function githubHost(config: Pick<ConfigReader, 'get'>, githubUrl: string): GithubHost {
  const { host } = new URL(githubUrl)
  const list = config.get('integrations.github')
  for (const each of Array.isArray(list) ? list : []) {
    const parsed = entry.safeParse(each)
    if (!parsed.success || (parsed.data.host || 'github.com').toLowerCase() !== host) continue
    const { token, apps, apiBaseUrl } = parsed.data
    const api = host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`
    return {
      host,
      apiBaseUrl: (apiBaseUrl || api).replace(/\/+$/, ''),
      token: token?.trim() || undefined,
      apps: (apps ?? []).map((app) => ({
        appId: app.appId,
        privateKey: app.privateKey,
        owners: app.allowedInstallationOwners?.map((owner) => owner.toLowerCase()),
      })),
    }
  }
  throw new PortalError('input', `integrations.github has no entry for ${host}`, {
    hint: 'Organisations can only be read with a token or a GitHub App',
  })
}

/** `.../api/v3` → `.../api/graphql`; `https://api.github.com` → `https://api.github.com/graphql`. */
export function graphqlUrl({ apiBaseUrl }: GithubHost): string {
  return `${apiBaseUrl.replace(/\/v3$/, '')}/graphql`
}

interface Installation {
  id: number
  account: { login: string } | null
}

/** What is needed to use GitHub Apps. */
interface AppDeps {
  fetch: typeof fetch
  signal: AbortSignal
}

/** Organisations in which an app of the host is installed. */
export async function installedOrgs(host: GithubHost, deps: AppDeps): Promise<string[]> {
  const found = await Promise.all(host.apps.map((app) => installations(host, app, deps)))
  return [...new Set(found.flat().map(({ account }) => account?.login ?? ''))].filter(Boolean)
}

/** The authorisation for one organisation; an app's token is made anew for each run and lives an hour. */
export async function githubAuthorization(
  host: GithubHost,
  org: string,
  deps: AppDeps,
): Promise<string | undefined> {
  for (const app of host.apps) {
    const own = await installations(host, app, deps)
    const installation = own.find(({ account }) => account?.login.toLowerCase() === org.toLowerCase())
    if (!installation) continue
    const path = `/app/installations/${installation.id}/access_tokens`
    const { token } = (await asApp(host, app, path, 'POST', deps)) as { token: string }
    return `Bearer ${token}`
  }
  return host.token === undefined ? undefined : `Bearer ${host.token}`
}

async function installations(
  host: GithubHost,
  app: GithubHost['apps'][number],
  deps: AppDeps,
): Promise<Installation[]> {
  const all: Installation[] = []
  for (let page = 1; page <= 100; page += 1) {
    const path = `/app/installations?per_page=100&page=${page}`
    const some = (await asApp(host, app, path, 'GET', deps)) as Installation[]
    all.push(...some)
    if (some.length < 100) break
  }
  return all.filter(({ account }) => !app.owners || app.owners.includes(account?.login.toLowerCase() ?? ''))
}

async function asApp(
  { apiBaseUrl, host }: GithubHost,
  app: GithubHost['apps'][number],
  path: string,
  method: string,
  { fetch, signal }: AppDeps,
): Promise<unknown> {
  const now = Math.floor(Date.now() / 1000)
  const jwt = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256' })
    // GitHub's clock may be behind ours.
    .setIssuedAt(now - 30)
    .setExpirationTime(now + 540)
    .setIssuer(app.appId)
    .sign(keyOf(app))
  const response = await fetch(`${apiBaseUrl}${path}`, {
    method,
    signal,
    redirect: 'manual',
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${jwt}` },
  })
  if (response.ok) return response.json()
  await response.body?.cancel()
  throw new PortalError(
    'upstream_failed',
    `${host} refuses the GitHub App ${app.appId} (${response.status})`,
    {
      hint: 'Check appId and privateKey in integrations.github',
    },
  )
}

function keyOf({ appId, privateKey }: GithubHost['apps'][number]) {
  try {
    return createPrivateKey(privateKey)
  } catch (thrown) {
    throw new PortalError('input', `The private key of the GitHub App ${appId} cannot be read`, {}, thrown)
  }
}
