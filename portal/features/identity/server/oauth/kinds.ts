/** Providers that speak OAuth 2 or OpenID Connect. */
import type { ProviderKind } from '../sign-in/provider.ts'

export const oauthKinds: ProviderKind[] = []
