/** The end of every sign-in: from an account at the identity provider to a token of the portal. */
import type { Audit } from '@callboard/sdk'
import { PortalError, reasonOf } from '@callboard/sdk'
import type { Ownership } from '../ownership.ts'
import { type ResolverChain, resolveUser } from '../resolvers/chain.ts'
import type { FindUsers } from '../resolvers/resolver.ts'
import type { Tokens } from '../tokens.ts'
import type { IdentityUsers } from './identity-users.ts'
import type { Account, AuthResponse, Call, ProviderKind } from './provider.ts'

export interface CompleteDeps {
  findUsers: FindUsers
  ownership: Ownership
  tokens: Tokens
  users: IdentityUsers
  isInCatalog(userRef: string): Promise<boolean>
  audit: Audit
}

export type Occasion = 'sign-in' | 'refresh'

/** The provider that an account came from. */
export interface From {
  kind: ProviderKind
  env: string | undefined
  resolvers: ResolverChain
}

export interface SignIns {
  complete(account: Account, from: From, call: Call, occasion: Occasion): Promise<AuthResponse>
  refused(
    from: Pick<From, 'kind' | 'env'>,
    call: Call,
    occasion: Occasion,
    reason: string,
    account?: string,
  ): void
}

export function createSignIns(deps: CompleteDeps): SignIns {
  const { findUsers, ownership, tokens, users, isInCatalog, audit } = deps
  const record = (
    from: Pick<From, 'kind' | 'env'>,
    { request }: Call,
    occasion: Occasion,
    what: { userRef?: string; reason?: string; account?: string | undefined },
  ): void => {
    const { userRef, reason, account } = what
    audit.record({
      action: `auth.${occasion}`,
      outcome: reason === undefined ? 'succeeded' : 'denied',
      actor: userRef ?? 'anonymous',
      subject: userRef ?? account ?? from.kind.id,
      severity: reason === undefined ? 'low' : 'medium',
      requestId: request.requestId,
      ip: request.ip,
      userAgent: request.headers.get('user-agent') ?? undefined,
      detail: {
        provider: from.kind.id,
        ...(from.env && { environment: from.env }),
        ...(account && { account }),
        ...(reason && { reason }),
      },
    })
  }

  return {
    async complete(account, from, call, occasion) {
      const { profile, providerInfo } = account
      // Without a resolver the provider is there for its access tokens only.
      if (from.resolvers.length === 0) return { profile, providerInfo }
      const known = account.username ?? account.profile.email ?? account.userId
      try {
        const userEntityRef = await resolveUser(from.resolvers, account, from.kind, findUsers)
        const ownershipEntityRefs = await ownership(userEntityRef)
        const issued = await tokens.issueUser({ userEntityRef, ownershipEntityRefs })
        await users.remember(userEntityRef, {
          provider: from.kind.id,
          account,
          isInCatalog: await isInCatalog(userEntityRef),
        })
        if (occasion === 'sign-in') record(from, call, occasion, { userRef: userEntityRef, account: known })
        return {
          profile,
          providerInfo,
          backstageIdentity: { ...issued, identity: { type: 'user', userEntityRef, ownershipEntityRefs } },
        }
      } catch (thrown) {
        if (thrown instanceof PortalError) {
          record(from, call, occasion, { reason: reasonOf(thrown), account: known })
        }
        throw thrown
      }
    },
    refused: (from, call, occasion, reason, account) => record(from, call, occasion, { reason, account }),
  }
}
