/** What is known of who asks: groups from the catalog, claims from the sign-in, roles from a token. */
import type { Credentials, UserCredentials } from '@callboard/sdk'
import type { Facts } from './caller.ts'

/** What other features know of people. */
export interface PeopleSources {
  /** Groups a user is a member of, and those above them; empty when the catalog does not know the user. */
  groupsOf(userRef: string): Promise<string[]>
  /** The refs a user owns things as; undefined when nobody knows. */
  ownershipOf(userRef: string): Promise<string[] | undefined>
  /** What the sign-in provider said of the user, by their credentials or, for somebody else, by their ref. */
  claimsOf?: ((of: UserCredentials | string) => Promise<Record<string, unknown>>) | undefined
}

export interface People {
  factsOf(credentials: Credentials): Promise<Facts>
  claimsOf(credentials: Credentials): Promise<Record<string, unknown>>
  /** Of somebody who is not here: `user:default/ada` or `service:ci`. */
  factsOfRef(ref: string): Promise<Facts>
}

export function createPeople(sources: PeopleSources, guestRef: string | undefined): People {
  const user = async (ref: string, claims: Record<string, unknown>, isGuest: boolean): Promise<Facts> => {
    const [groups, owned] = await Promise.all([sources.groupsOf(ref), sources.ownershipOf(ref)])
    const ownershipRefs = [...new Set([ref, ...(owned ?? [])])]
    const all = [...new Set([...groups, ...ownershipRefs.filter((one) => one.startsWith('group:'))])]
    return { ref, kind: 'user', groups: all, ownershipRefs, claims, isGuest, roles: [] }
  }
  const service = (ref: string, roles: readonly string[]): Facts => ({
    ref,
    kind: 'service',
    groups: [],
    ownershipRefs: [],
    claims: {},
    isGuest: false,
    roles,
  })
  const claimsOf: People['claimsOf'] = async (credentials) =>
    credentials.type === 'user' ? ((await sources.claimsOf?.(credentials)) ?? {}) : {}
  return {
    claimsOf,
    async factsOf(credentials) {
      if (credentials.type === 'service') return service(credentials.subject, credentials.roles ?? [])
      if (credentials.type === 'none') return service('anonymous', [])
      const ref = credentials.userEntityRef.toLowerCase()
      return user(ref, await claimsOf(credentials), credentials.readOnly === true || ref === guestRef)
    },
    async factsOfRef(ref) {
      if (ref.startsWith('service:')) return service(ref, [])
      return user(ref, (await sources.claimsOf?.(ref)) ?? {}, ref === guestRef)
    },
  }
}
