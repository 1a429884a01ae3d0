import type { Credentials, Database } from '@callboard/sdk'
import { type Condition, everything } from './condition.ts'
import type { IdSets } from './id-sets.ts'

/** What one request reads: the catalog at a revision (or instant), as far as its caller may see it. */
export interface Scope {
  db: Database
  sets: IdSets
  /** ANDed to whatever is asked. */
  visible: Condition
  /** Equal for readers who see the same; part of every key under which answers are kept. */
  visibleKey: string
  /** The catalog as of this instant (ms); null is now. */
  at: number | null
}

/** Limits which entities a caller sees. `key` names the limit; equal keys mean equal limits. */
export type EntityVisibility = (credentials: Credentials) => Promise<{ condition: Condition; key: string }>

/** Everybody who may call the route sees every entity. */
export const allVisible: EntityVisibility = async () => ({ condition: everything, key: '' })
