/** Asks the portal to add a file to a repository, and keeps the place where it will be. */
import { PortalError } from '@callboard/sdk/errors'
import type { Portal } from '@callboard/sdk/web'
import { send, type Trouble } from './import-data.ts'

type Ask = Pick<Portal, 'request' | 'config'>

export interface CanOpen {
  isPossible: boolean
  fileName: string
  branch: string
  trouble?: Trouble
}

/** An open pull request, and what becomes of its file. */
export interface Proposal {
  link: string
  location: string
  base: string
  isNew: boolean
  /** The entity that the file gives once it is merged. */
  entityRef: string
  /** The location is registered; why not, when it is not. */
  registered: true | 'readonly' | { error: string }
}

export async function canOpen(
  { request }: Ask,
  repositoryUrl: string,
  signal: AbortSignal,
): Promise<CanOpen> {
  const path = `/api/catalog/import/pull-request?${new URLSearchParams({ repositoryUrl })}`
  return (await (await request(path, { signal })).json()) as CanOpen
}

/** Opens the pull request and registers the place of its file, which may be missing until it is merged. */
export async function propose(
  portal: Ask,
  wanted: { repositoryUrl: string; name: string; yaml: string; fileName: string; app: string },
): Promise<Proposal> {
  const { repositoryUrl, name, yaml, fileName, app } = wanted
  const opened = (await send(portal, '/api/catalog/import/pull-request', {
    repositoryUrl,
    fileContent: yaml,
    title: `Add ${fileName} for ${app}`,
    body:
      `This adds \`${fileName}\`, which makes **${name}** known to ${app}. ` +
      'Once it is merged, the component shows there.',
  })) as Omit<Proposal, 'entityRef' | 'registered'>
  return {
    ...opened,
    entityRef: `component:default/${name.toLowerCase()}`,
    registered: await register(portal, opened.location),
  }
}

export async function register(portal: Ask, target: string): Promise<Proposal['registered']> {
  if (portal.config('catalog.readonly') === true) return 'readonly'
  try {
    const path = '/api/catalog/locations?onConflict=refresh'
    await send(portal, path, { type: 'url', target, presence: 'optional' })
    return true
  } catch (thrown) {
    if (thrown instanceof PortalError && thrown.code === 'conflict') return true
    return { error: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}
