/** Which refs a user owns things as: themselves and their groups, as the catalog knows them. */
import type { GuestSettings } from './settings.ts'

/** The catalog's answer: the user's groups, or undefined when it does not know the user. */
export type OwnershipOf = (userRef: string) => Promise<string[] | undefined>

export type Ownership = (userRef: string) => Promise<string[]>

/**
 * With `auth.includeTransitiveGroupOwnership` the groups above a user's groups own as well; `groupsAbove` gives
 * them all. Roles always look at all of them, whatever that key says.
 */
export function withGroupsAbove(
  ownershipOf: OwnershipOf,
  groupsAbove: (userRef: string) => Promise<string[]>,
): OwnershipOf {
  return async (userRef) => {
    const own = await ownershipOf(userRef)
    return own && [...new Set([...own, ...(await groupsAbove(userRef))])]
  }
}

/** Falls back to the guest's configured refs, then to the user alone. */
export function createOwnership(ownershipOf: OwnershipOf, guest: GuestSettings | undefined): Ownership {
  return async (userRef) => {
    const groups = await ownershipOf(userRef)
    if (groups && groups.length > 0) return [...new Set([userRef, ...groups])]
    if (groups === undefined && userRef === guest?.userEntityRef && guest.ownershipEntityRefs) {
      return guest.ownershipEntityRefs
    }
    return [userRef]
  }
}
