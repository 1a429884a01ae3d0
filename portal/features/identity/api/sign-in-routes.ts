/** Sign-in: what the page shows, and the steps of every provider. */
import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'

const profile = z.object({
  email: z.string().optional(),
  displayName: z.string().optional(),
  picture: z.string().optional(),
})

/** What a sign-in answers; clients check it against this shape. */
export const signInResult = z.object({
  profile,
  backstageIdentity: z.object({
    token: z.string(),
    expiresInSeconds: z.number(),
    identity: z.object({
      type: z.literal('user'),
      userEntityRef: z.string(),
      ownershipEntityRefs: z.array(z.string()),
    }),
  }),
})

/** The same of a provider: with its own tokens, and without an identity when no resolver is configured. */
export const providerResult = signInResult.partial({ backstageIdentity: true }).extend({
  providerInfo: z.record(z.string(), z.unknown()),
})

const way = z.object({
  /** `github` of `/api/auth/github/…` */
  id: z.string(),
  title: z.string(),
  message: z.string(),
  /** Opens a popup or goes away (`oauth`, `saml`), asks at once (`proxy`, `guest`), asks for a password (`form`). */
  kind: z.enum(['oauth', 'saml', 'proxy', 'form', 'guest']),
  /** To be tried without a click. */
  auto: z.boolean(),
  env: z.string().optional(),
  /** Below the portal's base path; add `origin`, `flow`, and `redirectUrl` or `scope`. */
  startUrl: z.string().optional(),
  refreshUrl: z.string(),
})

const page = z.object({
  title: z.string().optional(),
  message: z.string().optional(),
  environment: z.string(),
  flow: z.enum(['popup', 'redirect']),
  items: z.array(way),
})

export type SignInWay = z.output<typeof way>
export type SignInPage = z.output<typeof page>
export type ProviderResult = z.output<typeof providerResult>

const step = z.object({ provider: z.string(), step: z.string() })

export const signInRoutes = defineRoutes({
  refreshGuest: {
    method: 'GET',
    path: '/api/auth/guest/refresh',
    summary: 'Sign in as the guest user',
    access: 'public',
    result: signInResult,
  },
  signInGuest: {
    method: 'POST',
    path: '/api/auth/guest/refresh',
    summary: 'Sign in as the guest user',
    access: 'public',
    result: signInResult,
  },
  readSignInPage: {
    method: 'GET',
    path: '/api/auth/providers',
    summary: 'The ways to sign in, for the sign-in page',
    access: 'public',
    result: page,
  },
  readProvider: {
    method: 'GET',
    path: '/api/auth/:provider/:step{.+}',
    summary: 'A step of signing in with a provider',
    access: 'public',
    params: step,
    recordsItself: true,
  },
  writeProvider: {
    method: 'POST',
    path: '/api/auth/:provider/:step{.+}',
    summary: 'A step of signing in with a provider',
    access: 'public',
    params: step,
    body: z.record(z.string(), z.unknown()),
    form: true,
    recordsItself: true,
  },
})
