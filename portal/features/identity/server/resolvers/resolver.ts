/** From an account at an identity provider to a user of the portal. */
import { type ErrorCode, PortalError } from '@callboard/sdk'
import type { Account, ProviderKind } from '../sign-in/provider.ts'

/** What a user is looked for by; the catalog answers with refs, two at most. Letter case does not count. */
export type UserQuestion = { ref: string } | { email: string } | { annotation: string; value: string }

export type FindUsers = (question: UserQuestion) => Promise<string[]>

export interface ResolverOptions {
  /** Domains of e-mail addresses that are let in; all when not told. */
  allowedDomains?: string[] | undefined
  /** Lets in whom the catalog does not know, under the ref they would have there. */
  dangerouslyAllowSignInWithoutUserInCatalog?: boolean | undefined
}

export interface ResolverInput {
  account: Account
  kind: Pick<ProviderKind, 'id' | 'title' | 'annotations'>
  findUsers: FindUsers
  options: ResolverOptions
}

/**
 * @returns the ref of the user.
 * @throws PortalError made by `unresolved`.
 */
export type Resolver = (input: ResolverInput) => Promise<string>

/** A failure in the reference's words, followed by what was looked for and what helps. */
export function unresolved(code: ErrorCode, words: string, why: string, how: string): PortalError {
  return new PortalError(code, `${words}: ${why}. ${how}`, { why, how })
}

/** The one user who fits; `name` is who they are when the catalog may be without them. */
export async function theOne(
  input: ResolverInput,
  question: UserQuestion,
  name: string,
  how: string,
): Promise<string> {
  const found = await input.findUsers(question)
  const [user, another] = found
  if (user && !another) return user
  const what = saying(question)
  if (another) {
    throw unresolved(
      'conflict',
      'User lookup resulted in multiple matches',
      `${found.join(' and ')} both have ${what}`,
      'Leave it to one of them',
    )
  }
  if (input.options.dangerouslyAllowSignInWithoutUserInCatalog) return userRef(name)
  throw unresolved('not_found', 'User not found', `the catalog has no User with ${what}`, how)
}

/** The ref of a user by their name alone, as everywhere in the catalog. @throws for what is not a name. */
export function userRef(name: string): string {
  if (/[\s:/\p{Cc}]/u.test(name)) {
    throw unresolved(
      'not_found',
      'User not found',
      `'${name}' cannot be the name of an entity`,
      'Use a resolver that goes by something else',
    )
  }
  return `user:default/${name.toLowerCase()}`
}

function saying(question: UserQuestion): string {
  if ('ref' in question) return `the ref '${question.ref}'`
  if ('email' in question) return `spec.profile.email '${question.email}'`
  return `the annotation ${question.annotation} '${question.value}'`
}
