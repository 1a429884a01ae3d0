import {
  any,
  boolean,
  deepFrontend,
  deprecated,
  duration,
  either,
  frontend,
  list,
  map,
  number,
  object,
  scalar,
  secret,
  string,
} from './key.ts'

const registration = either(boolean, map(any, { enabled: boolean }))

/** Providers differ and may be anyone's: known names get their secrets marked, the rest is kept. */
const provider = map(any, {
  clientSecret: secret,
  clientId: scalar,
})

const environments = map(either(provider, any), {
  clientSecret: secret,
  cookieSecret: secret,
  serviceTokens: list(any),
})

export const auth = object({
  environment: frontend(string),
  session: object({ secret }),
  backstageTokenExpiration: duration,
  identityTokenAlgorithm: string,
  omitIdentityTokenOwnershipClaim: boolean,
  keyStore: map(any, {
    provider: string,
    static: object({
      keys: list(object({ publicKeyFile: string, privateKeyFile: string, keyId: string, algorithm: string })),
    }),
  }),
  autologout: deepFrontend(
    object({
      enabled: boolean,
      idleTimeoutMinutes: number,
      promptBeforeIdleSeconds: number,
      useWorkerTimers: boolean,
      logoutIfDisconnected: boolean,
    }),
  ),
  enableExperimentalRedirectFlow: frontend(boolean),
  experimentalExtraAllowedOrigins: list(string),
  experimentalDynamicClientRegistration: registration,
  clientIdMetadataDocuments: registration,
  experimentalClientIdMetadataDocuments: registration,
  experimentalRefreshToken: registration,
  allowGuestAccess: deprecated(
    boolean,
    "Guests may look and nothing else; 'auth.providers.guest' lets them in as a user with rights",
  ),
  dangerouslyDisableDefaultAuthPolicy: {
    type: 'any',
    removed: "It has no effect here; the key is 'backend.auth.dangerouslyDisableDefaultAuthPolicy'",
  },
  dangerouslyAllowSignInWithoutUserInCatalog: any,
  includeTransitiveGroupOwnership: boolean,
  signInPage: object({
    title: string,
    message: string,
    auto: boolean,
    providers: list(
      either(string, object({ provider: string, id: string, title: string, message: string, auto: boolean })),
    ),
  }),
  providers: map(either(environments, any), {
    guest: object({
      userEntityRef: string,
      ownershipEntityRefs: list(string),
      dangerouslyAllowOutsideDevelopment: boolean,
      profile: map(any),
      development: any,
      production: any,
    }),
  }),
})
