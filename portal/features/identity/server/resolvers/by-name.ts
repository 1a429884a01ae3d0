import { type Resolver, theOne, unresolved, userRef } from './resolver.ts'

/** The account's name is the entity's name. `pick` says which of the names an account has. */
export function byName(
  pick: (account: Parameters<Resolver>[0]['account']) => string | undefined,
  what: string,
): Resolver {
  return async (input) => {
    const name = pick(input.account)?.trim()
    if (!name) {
      throw unresolved(
        'input',
        `Login failed, ${input.kind.title} user profile does not contain a ${what}`,
        `${input.kind.title} said nothing of it`,
        'Use a resolver that goes by the e-mail address',
      )
    }
    if (/[\s:/]/.test(name)) {
      throw unresolved(
        'not_found',
        'User not found',
        `'${name}' cannot be the name of an entity`,
        'Use a resolver that goes by the e-mail address or an annotation',
      )
    }
    const ref = userRef(name)
    return theOne(input, { ref }, ref, `Add a User named '${name}' to the catalog`)
  }
}
