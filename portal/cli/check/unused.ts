import type { Problem } from '@callboard/sdk/model'
import { processors } from '../../features/catalog/server/ingest/processors.ts'
import { organizations } from '../../features/organization/server/settings.ts'
import { type Examination, problemAt } from './examine.ts'

/** Sections of Backstage that are read and checked here, and that nothing in this version acts on yet. */
const waiting: Record<string, string> = {
  scaffolder: 'templates are shown in the catalog and cannot be run yet',
  techdocs: 'documentation is not rendered yet',
  search: 'search over everything is not there yet; the catalog has its own',
  proxy: 'requests are not forwarded yet',
  kubernetes: 'clusters are not asked yet',
  notifications: 'no notifications are sent yet',
}

/** Providers of the catalog that work; of GitLab only users and groups (`orgEnabled`). */
const organizationProviders = new Set([
  ...['githubOrg', 'gitlab', 'keycloakOrg', 'ldapOrg', 'microsoftGraphOrg', 'okta'],
])

const knownProcessors = new Set<string>(processors)

/** What the config asks for and this version does not do, said before somebody looks for it in vain. */
export function checkUnused({ config }: Examination): Problem[] {
  const { reader } = config
  const problems: Problem[] = []
  for (const [key, sentence] of Object.entries(waiting)) {
    const value = reader.get(key)
    if (value === undefined || value === false || value === 'false' || isEmpty(value)) continue
    const message = `'${key}' has no effect in this version: ${sentence}`
    problems.push(problemAt(reader, key, 'info', message, 'It can stay in the file'))
  }
  for (const topic of topicsWithoutUse(reader.get('events.http.topics'))) {
    const message = `The topic '${topic}' has no effect in this version: only events of GitHub are received`
    problems.push(problemAt(reader, 'events.http.topics', 'info', message, 'It can stay in the file'))
  }
  for (const id of Object.keys((reader.get('catalog.providers') ?? {}) as object)) {
    if (
      organizationProviders.has(id) &&
      (id !== 'gitlab' || isOrgEnabled(reader.get('catalog.providers.gitlab')))
    )
      continue
    const message = `'catalog.providers.${id}' has no effect in this version: there is no discovery of files yet`
    const hint = 'It can stay in the file; name the files in catalog.locations'
    problems.push(problemAt(reader, `catalog.providers.${id}`, 'warning', message, hint))
  }
  for (const { name, reason, key } of organizations(reader, fetch).bad) {
    const message = `${name} cannot be read: ${reason}`
    const hint = 'See docs/organization-data.md; everything else works without it'
    problems.push(problemAt(reader, key, 'warning', message, hint))
  }
  for (const name of Object.keys((reader.get('catalog.processorOptions') ?? {}) as object)) {
    const at = `catalog.processorOptions.${name}`
    if (!knownProcessors.has(name)) {
      const hint = `Known are ${processors.join(', ')}; it can stay in the file`
      problems.push(problemAt(reader, at, 'warning', `There is no processor '${name}' here`, hint))
    } else if (reader.get(`${at}.priority`) !== undefined) {
      const message = `'${at}.priority' has no effect in this version: the order of the steps is fixed`
      problems.push(problemAt(reader, at, 'info', message, 'It can stay in the file'))
    }
  }
  return problems
}

function topicsWithoutUse(topics: unknown): string[] {
  return (Array.isArray(topics) ? topics : []).filter((topic) => topic !== 'github').map(String)
}

/** Users and groups of GitLab are read, files are not looked for. */
function isOrgEnabled(gitlab: unknown): boolean {
  if (typeof gitlab !== 'object' || gitlab === null) return false
  const entries = 'host' in gitlab ? [gitlab] : Object.values(gitlab)
  return entries.every((each) => String((each as { orgEnabled?: unknown } | null)?.orgEnabled) === 'true')
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
