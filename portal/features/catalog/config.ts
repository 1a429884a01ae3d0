import type { ConfigReader } from '@callboard/sdk'
import { flexibleBoolean } from '@callboard/sdk/config-values'
import { z } from 'zod'

/** What the API itself reads of the `catalog` section; ingestion has its own (server/engine/settings.ts). */
const catalogSection = z.looseObject({
  /** Refuse registering, changing and unregistering locations; files still win. */
  readonly: flexibleBoolean.nullish(),
  /** What registering a known location does when the request does not say. */
  defaultLocationConflictStrategy: z.enum(['reject', 'refresh']).nullish(),
  import: z
    .looseObject({ entityFilename: z.string().nullish(), pullRequestBranchName: z.string().nullish() })
    .nullish(),
})

export interface CatalogSettings {
  readonly: boolean
  onConflict: 'reject' | 'refresh'
  /** Name of the files that the import page looks for. */
  entityFilename: string
  /** Branch from which the import page opens pull requests. */
  pullRequestBranch: string
}

/** @throws `input` when a key has the wrong shape. */
export function catalogSettings(config: ConfigReader): CatalogSettings {
  const section = config.section('catalog', catalogSection.nullish())
  return {
    readonly: section?.readonly ?? false,
    onConflict: section?.defaultLocationConflictStrategy ?? 'reject',
    entityFilename: section?.import?.entityFilename ?? 'catalog-info.yaml',
    pullRequestBranch: section?.import?.pullRequestBranchName ?? 'backstage-integration',
  }
}
