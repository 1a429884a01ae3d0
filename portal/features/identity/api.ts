import { defineRoutes } from '@callboard/sdk'
import { z } from 'zod'
import { madeTokenRoutes } from './api/made-token-routes.ts'
import { signInRoutes } from './api/sign-in-routes.ts'

export {
  type MadeTokenAnswer,
  madeTokenSchema,
  type NewTokenAnswer,
} from './api/made-token-routes.ts'
export {
  type ProviderResult,
  providerResult,
  type SignInPage,
  type SignInWay,
  signInResult,
} from './api/sign-in-routes.ts'

const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) })

/** Sign-in, tokens and keys (rest-api §6) and the cookie of §1. */
export const identityApi = defineRoutes({
  ...signInRoutes,
  userKeys: {
    method: 'GET',
    path: '/api/auth/.well-known/jwks.json',
    summary: 'Public keys that user tokens are signed with',
    access: 'public',
    result: keySet,
  },
  openIdConfiguration: {
    method: 'GET',
    path: '/api/auth/.well-known/openid-configuration',
    summary: 'OpenID Connect discovery document',
    access: 'public',
    result: z.record(z.string(), z.unknown()),
  },
  userInfo: {
    method: 'GET',
    path: '/api/auth/v1/userinfo',
    summary: 'Who a user token belongs to',
    access: 'public',
    result: z.object({ claims: z.looseObject({ sub: z.string(), ent: z.array(z.string()) }) }),
  },
  serviceKeys: {
    method: 'GET',
    path: '/api/:plugin/.backstage/auth/v1/jwks.json',
    summary: 'Public keys that service tokens are signed with',
    access: 'public',
    params: z.object({ plugin: z.string() }),
    result: keySet,
  },
  setCookie: {
    method: 'GET',
    path: '/api/:plugin/.backstage/auth/v1/cookie',
    summary: 'Get a cookie for files that pages load by themselves',
    access: 'user',
    params: z.object({ plugin: z.string() }),
    result: z.object({ expiresAt: z.string() }),
  },
  clearCookie: {
    method: 'DELETE',
    path: '/api/:plugin/.backstage/auth/v1/cookie',
    summary: 'Remove that cookie',
    access: 'public',
    params: z.object({ plugin: z.string() }),
    status: 204,
  },
  ...madeTokenRoutes,
})
