/** What the sign-in page shows: `auth.signInPage`, or every provider that is configured. */
import type { ConfigReader } from '@callboard/sdk'
import { toBoolean } from '@callboard/sdk/config-values'
import type { SignInPage, SignInWay } from '../../api/sign-in-routes.ts'
import type { ProviderSort, Raw } from './provider.ts'
import type { Configured } from './registry.ts'

interface Known {
  id: string
  title: string
  sort: ProviderSort
  environments: string[]
}

/** `guest` is true when guests are configured. */
export function signInPage(
  config: Pick<ConfigReader, 'get'>,
  configured: readonly Configured[],
  hasGuest: boolean,
): SignInPage {
  const wanted = text(config.get('auth.environment')) ?? 'development'
  const known: Known[] = configured.map(({ kind, environments }) => ({ ...kind, environments }))
  if (hasGuest) known.push({ id: 'guest', title: 'Guest', sort: 'guest', environments: [] })
  const page = asRaw(config.get('auth.signInPage'))
  const isAuto = flag(page.auto)
  const listed = Array.isArray(page.providers) ? page.providers.map(entryOf) : undefined
  const items = (listed ?? known.map(({ id }) => ({ provider: id }) as Raw)).flatMap((entry): SignInWay[] => {
    const id = providerOf(entry)
    const found = known.find((each) => each.id === id)
    if (!found) return []
    const env = found.environments.includes(wanted) ? wanted : undefined
    // Configured for other environments only: nobody could use the button.
    if (!env && (found.sort === 'oauth' || found.environments.length > 0)) return []
    return [wayOf(found, entry, env, isAuto)]
  })
  const title = text(page.title)
  const message = text(page.message)
  return {
    ...(title && { title }),
    ...(message && { message }),
    environment: wanted,
    flow: flag(config.get('auth.enableExperimentalRedirectFlow')) ? 'redirect' : 'popup',
    items,
  }
}

function wayOf(found: Known, entry: Raw, env: string | undefined, isAuto: boolean): SignInWay {
  const { id, sort } = found
  const hasStart = sort === 'oauth' || sort === 'saml'
  const query = env ? `?env=${encodeURIComponent(env)}` : ''
  return {
    id,
    title: text(entry.title) ?? found.title,
    message: text(entry.message) ?? usualMessage(found),
    kind: sort,
    auto: entry.auto === undefined ? isAuto : flag(entry.auto),
    ...(env && { env }),
    ...(hasStart && { startUrl: `/api/auth/${id}/start${query}` }),
    refreshUrl: `/api/auth/${id}/refresh${query}`,
  }
}

function usualMessage({ title, sort }: Known): string {
  if (sort === 'guest') {
    return 'Enter as a Guest User. You will not have a verified identity, meaning some features might be unavailable.'
  }
  return sort === 'form' ? `Sign in with your ${title} password` : `Sign in using ${title}`
}

/** `github`, `{ provider: github }` and Backstage's `{ id: github-auth-provider }` mean the same. */
function providerOf(entry: Raw): string {
  const id = text(entry.provider) ?? text(entry.id) ?? ''
  return id.replace(/-auth-provider$/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function entryOf(item: unknown): Raw {
  return typeof item === 'string' ? { provider: item } : asRaw(item)
}

function asRaw(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function flag(value: unknown): boolean {
  try {
    return toBoolean(value ?? false)
  } catch {
    return false
  }
}
