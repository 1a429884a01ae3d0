import { type Resolver, type ResolverInput, theOne, unresolved, userRef } from './resolver.ts'

/** `spec.profile.email` of the User, exactly, then without what stands after a `+`. */
export const byProfileEmail: Resolver = async (input) => {
  const email = emailOf(input)
  checkDomain(email, input)
  const how = 'Add it to the User in the catalog, or use a resolver that goes by something else'
  const plain = email.replace(/\+[^@]*(?=@)/, '')
  if (plain !== email) {
    const [first, another] = await input.findUsers({ email })
    if (first && !another) return first
    if (!first) return theOne(input, { email: plain }, email, how)
  }
  return theOne(input, { email }, email, how)
}

/** `ada` of `ada@example.com` is the entity's name. Anybody's `ada` would do, so domains can be told. */
export const byEmailLocalPart: Resolver = async (input) => {
  const email = emailOf(input)
  checkDomain(email, input)
  const name = email.slice(0, email.lastIndexOf('@'))
  return theOne(input, { ref: userRef(name) }, name, `Add a User named '${name}' to the catalog`)
}

export function emailOf({ account, kind }: ResolverInput): string {
  const email = account.profile.email?.trim()
  if (email && /^[^@\s]+@[^@\s]+$/.test(email)) return email.toLowerCase()
  throw unresolved(
    'input',
    'Login failed, user profile does not contain an email',
    email ? `'${email}' is not an address` : `${kind.title} told no address that it has verified`,
    'Let the identity provider share it (scope email), or use a resolver that goes by something else',
  )
}

function checkDomain(email: string, { options }: ResolverInput): void {
  const { allowedDomains } = options
  if (!allowedDomains) return
  const domain = email.slice(email.lastIndexOf('@') + 1)
  if (allowedDomains.some((allowed) => allowed.toLowerCase() === domain)) return
  throw unresolved(
    'forbidden',
    'Sign-in user email is not from an allowed domain',
    `'${domain}' is not among allowedDomains`,
    'Sign in with an account of your organisation',
  )
}
