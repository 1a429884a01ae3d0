import type { Problem } from '@callboard/sdk/model'
import { type Examination, itemsAt, problemAt } from './examine.ts'

/** Git hosts: names that are no host names, hosts given twice, GitHub Enterprise without its API. */
export function checkIntegrations({ config }: Examination): Problem[] {
  const { reader } = config
  const problems: Problem[] = []
  for (const type of Object.keys((reader.get('integrations') ?? {}) as object)) {
    const seen = new Set<string>()
    for (const { key, item } of itemsAt(reader, `integrations.${type}`)) {
      const host = typeof item.host === 'string' ? item.host : ''
      if (/^https?:\/\/|\//.test(host)) {
        const bare = host.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
        const message = `${key}.host '${host}' is not a host name`
        problems.push(problemAt(reader, `${key}.host`, 'error', message, `Write host: ${bare}`))
      }
      if (host !== '' && seen.has(host.toLowerCase())) {
        const message = `integrations.${type} names the host ${host} twice; the first one is used`
        problems.push(problemAt(reader, key, 'warning', message, 'Keep one of the two'))
      }
      seen.add(host.toLowerCase())
      if (type === 'github' && !host.includes('/')) problems.push(...checkGithub(reader, key, host, item))
    }
  }
  return problems
}

function checkGithub(
  reader: Examination['config']['reader'],
  key: string,
  host: string,
  item: Record<string, unknown>,
): Problem[] {
  if (host !== '' && host !== 'github.com' && !item.apiBaseUrl && !item.rawBaseUrl) {
    const message = `${key} is GitHub Enterprise (${host}) without apiBaseUrl`
    return [problemAt(reader, key, 'error', message, `Write apiBaseUrl: https://${host}/api/v3`)]
  }
  const problems: Problem[] = []
  if (!item.token && !Array.isArray(item.apps)) {
    const message = `${key} has no token: ${host || 'github.com'} is read anonymously, public repositories only`
    problems.push(problemAt(reader, key, 'info', message, 'Give it a token, from a variable: GITHUB_TOKEN'))
  }
  if (Array.isArray(item.apps) && item.apps.length > 0 && !item.token) {
    const message = `${key}.apps: reading as a GitHub App is not in this version, so ${host || 'github.com'} is read anonymously`
    problems.push(problemAt(reader, `${key}.apps`, 'warning', message, 'Give a token beside the app'))
  }
  return problems
}
