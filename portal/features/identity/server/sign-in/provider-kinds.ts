/** Every provider the config can name. A new one is a line here. */
import { oauthKinds } from '../oauth/kinds.ts'
import type { ProviderKind } from './provider.ts'

const all: ProviderKind[] = [...oauthKinds]

export const providerKinds: ReadonlyMap<string, ProviderKind> = new Map(all.map((kind) => [kind.id, kind]))
