import type { Migration } from '@callboard/sdk'
import { catalog01 } from './migrations/2026-11-21-catalog-01.ts'
import { catalog02 } from './migrations/2026-11-21-catalog-02.ts'

/** The catalog's tables, from the first release on. */
export const catalogMigrations: Migration[] = [catalog01, catalog02]
