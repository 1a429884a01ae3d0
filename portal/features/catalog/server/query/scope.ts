import type { Credentials, Database } from '@callboard/sdk'
import { allOf, type Condition, declaredBy, isEverything } from './condition.ts'
import type { IdSet } from './id-set.ts'
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
  /** Entities of now that may be seen; null is all of them. */
  seen: IdSet | null
  /** Entities of now that must not be seen, so that their past is not either; null hides none. */
  hidden: IdSet | null
}

/** What is asked, as far as the reader may see it: relations that a hidden entity declares count for nothing. */
export function inScope({ visible }: Pick<Scope, 'visible'>, asked: Condition): Condition {
  return isEverything(visible) ? asked : allOf([declaredBy(asked, visible), visible])
}

/** Limits which entities a caller sees. `key` names the limit; equal keys mean equal limits. */
export type EntityVisibility = (
  credentials: Credentials,
  revision: number,
) => Promise<{ condition: Condition; key: string }>
