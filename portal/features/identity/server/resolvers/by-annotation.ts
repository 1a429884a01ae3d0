import type { Account } from '../sign-in/provider.ts'
import { type Resolver, theOne, unresolved } from './resolver.ts'

/** An annotation of the User says who they are at the identity provider. */
export function byAnnotation(
  what: 'userId' | 'email' | 'username',
  pick: (account: Account) => string | undefined,
  fixed?: string,
): Resolver {
  return async (input) => {
    const { account, kind } = input
    const annotation = fixed ?? kind.annotations?.[what]
    const value = pick(account)?.trim()
    if (!annotation) {
      throw unresolved(
        'input',
        `Login failed, ${kind.title} has no annotation for this resolver`,
        `no annotation is known that holds the ${what}`,
        'Use another resolver',
      )
    }
    if (!value) {
      throw unresolved(
        'input',
        what === 'email'
          ? 'Login failed, user profile does not contain an email'
          : `Login failed, ${kind.title} user profile does not contain a ${what}`,
        `${kind.title} said nothing of it`,
        'Use another resolver',
      )
    }
    return theOne(
      input,
      { annotation, value },
      account.username ?? value,
      'Add it to the User in the catalog',
    )
  }
}
