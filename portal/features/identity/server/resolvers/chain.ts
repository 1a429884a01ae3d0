/** `signIn.resolvers` of a provider: tried in order, the first success wins, the last failure is told. */
import { PortalError, reasonOf } from '@callboard/sdk'
import { toBoolean, ValueError } from '@callboard/sdk/config-values'
import type { Account, ProviderKind, Raw } from '../sign-in/provider.ts'
import type { FindUsers, Resolver, ResolverOptions } from './resolver.ts'
import { resolvers } from './resolvers.ts'

interface Link {
  name: string
  resolve: Resolver
  options: ResolverOptions
}

export type ResolverChain = readonly Link[]

/** @throws `input` naming the key of a resolver that does not exist or has wrong options. */
export function resolverChain(raw: Raw, key: string): ResolverChain {
  const at = `${key}.signIn.resolvers`
  const list = (raw.signIn as { resolvers?: unknown } | null | undefined)?.resolvers
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) throw wrong(at, 'it must be a list of { resolver: name }')
  return list.map((item: unknown, i) => {
    const link: Raw =
      typeof item === 'string' ? { resolver: item } : typeof item === 'object' && item ? (item as Raw) : {}
    const name = String(link.resolver ?? '')
    const resolve = resolvers.get(name)
    if (!resolve) {
      throw wrong(
        `${at}[${i}].resolver`,
        `there is no resolver '${name}'; known are ${[...resolvers.keys()].join(', ')}`,
      )
    }
    return { name, resolve, options: optionsOf(link, `${at}[${i}]`) }
  })
}

function optionsOf(link: Raw, at: string): ResolverOptions {
  const { allowedDomains, dangerouslyAllowSignInWithoutUserInCatalog: strangers } = link
  if (allowedDomains !== undefined && allowedDomains !== null && !Array.isArray(allowedDomains)) {
    throw wrong(`${at}.allowedDomains`, 'it must be a list of domains')
  }
  try {
    return {
      allowedDomains: allowedDomains?.map(String),
      dangerouslyAllowSignInWithoutUserInCatalog: toBoolean(strangers ?? false),
    }
  } catch (thrown) {
    if (!(thrown instanceof ValueError)) throw thrown
    throw wrong(`${at}.dangerouslyAllowSignInWithoutUserInCatalog`, thrown.message)
  }
}

/** @throws the failure of the last resolver, followed by why those before it failed. */
export async function resolveUser(
  chain: ResolverChain,
  account: Account,
  kind: ProviderKind,
  findUsers: FindUsers,
): Promise<string> {
  const tried: { resolver: string; why: string }[] = []
  let last: PortalError | undefined
  for (const { name, resolve, options } of chain) {
    try {
      return await resolve({ account, kind, findUsers, options })
    } catch (thrown) {
      if (!(thrown instanceof PortalError)) throw thrown
      tried.push({ resolver: name, why: String(thrown.details.why ?? reasonOf(thrown)) })
      last = thrown
    }
  }
  if (!last) throw new PortalError('input', `The ${kind.title} provider is not configured to support sign-in`)
  const resolver = tried.at(-1)?.resolver
  const before = tried.slice(0, -1).map((each) => `'${each.resolver}': ${each.why}`)
  const trail = before.length > 0 ? `. Before it ${before.join('; ')}` : ''
  throw new PortalError(last.code, `${last.message} (resolver '${resolver}')${trail}`, {
    ...last.details,
    resolver,
    tried,
  })
}

function wrong(key: string, reason: string): PortalError {
  return new PortalError('input', `Invalid value in config for key '${key}': ${reason}`, { key })
}
