/** Every provider the config can name. A new one is a line here. */
import { ldapKind } from '../ldap/kind.ts'
import { oauthKinds } from '../oauth/kinds.ts'
import { headerKinds } from '../proxy/kinds.ts'
import { samlKind } from '../saml/kind.ts'
import type { ProviderKind } from './provider.ts'

const all: ProviderKind[] = [...oauthKinds, samlKind, ldapKind, ...headerKinds]

export const providerKinds: ReadonlyMap<string, ProviderKind> = new Map(all.map((kind) => [kind.id, kind]))
