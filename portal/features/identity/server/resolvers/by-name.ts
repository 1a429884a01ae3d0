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
    return theOne(input, { ref: userRef(name) }, name, `Add a User named '${name}' to the catalog`)
  }
}
