import type { Credentials, Database } from '@callboard/sdk'
import { type Condition, everything } from './condition.ts'

/** What one reader may see: every query takes it and ANDs it to what was asked. */
export interface Scope {
  db: Database
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
