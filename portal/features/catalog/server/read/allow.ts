import type { AllowRule } from './types.ts'

/**
 * Whether a URL passes `backend.reading.allow` (contract: catalog-engine §13). Asked for every hop of a
 * redirect. No rule, no access.
 */
export function isAllowedUrl(url: URL, rules: AllowRule[]): boolean {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false
  return rules.some((rule) => matchesHost(url, rule.host) && matchesPaths(url, rule.paths))
}

function matchesHost(url: URL, rule: string): boolean {
  const { name, ports } = splitHost(rule.toLowerCase())
  const hostname = url.hostname.toLowerCase()
  const isNamed = name.startsWith('*.') ? hostname.endsWith(name.slice(1)) : hostname === name
  if (!isNamed) return false
  if (!ports) return url.port === ''
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  return port >= ports.from && port <= ports.to
}

function splitHost(rule: string): { name: string; ports: { from: number; to: number } | null } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5})(?:-(\d{1,5}))?)?$/.exec(rule)
  if (!match) return { name: rule, ports: null }
  const from = match[2] === undefined ? null : Number(match[2])
  if (from === null) return { name: match[1] ?? '', ports: null }
  return { name: match[1] ?? '', ports: { from, to: match[3] === undefined ? from : Number(match[3]) } }
}

function matchesPaths(url: URL, paths: string[] | undefined): boolean {
  if (!paths) return true
  // A server may decode `..%2f` after we compared; such a path is never below a folder for certain.
  if (/(\/|\\|%2f|%5c)(\.|%2e){1,2}(\/|\\|%2f|%5c|$)/i.test(url.pathname)) return false
  return paths.some((path) => {
    const allowed = new URL(path.startsWith('/') ? path : `/${path}`, 'http://host').pathname
    if (allowed.endsWith('/')) return url.pathname.startsWith(allowed)
    return url.pathname === allowed || url.pathname.startsWith(`${allowed}/`)
  })
}
