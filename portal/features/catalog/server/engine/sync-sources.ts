/** Makes the sources that are known those that the config and the providers name. */
import type { Log } from '@callboard/sdk'
import type { Kysely } from 'kysely'
import {
  beginChange,
  type CatalogTables,
  contestedRefs,
  deleteSourceRow,
  filesWithoutSource,
  listSources,
  type SourceRow,
  settle,
  syncConfigSources,
} from '../store/index.ts'
import type { EngineSettings } from './settings.ts'
import type { Writer } from './writer.ts'

interface Parts {
  read: Kysely<CatalogTables>
  writer: Writer
  log: Log
  settings: EngineSettings
  /** Names of the providers that are there. */
  providers: ReadonlySet<string>
}

/** Brings sources up to date and removes what came from those that are gone; answers which ones those are. */
export async function syncSources(parts: Parts): Promise<SourceRow[]> {
  const { read, writer, settings } = parts
  const { removed } = await writer.run(async (context) => {
    const diff = await syncConfigSources(context, settings.locations)
    if (diff.reordered.length > 0) await settle(context, await contestedRefs(context))
    return diff
  })
  const gone = await removeProviders(parts)
  await sweep(read, writer)
  return [...removed, ...gone]
}

/** Removes the files of sources that are gone, with everything only they kept alive. */
export async function sweep(read: Kysely<CatalogTables>, writer: Writer): Promise<void> {
  for (;;) {
    const ids = await filesWithoutSource(read, 500)
    if (ids.length === 0) return
    await writer.remove(ids, 'delete')
  }
}

/** Removes the sources of providers that are not there any more, or that the config leaves out. */
export async function removeProviders({
  read,
  writer,
  log,
  settings,
  providers,
}: Parts): Promise<SourceRow[]> {
  const { disabled, orphans } = settings.providers
  if (orphans === 'keep') return []
  const known = await listSources(read, 'provider')
  const gone = known.filter(({ target }) => !providers.has(target) || disabled.includes(target))
  if (gone.length === 0) return []
  await writer.run(async (context) => {
    await beginChange(context)
    for (const { id } of gone) await deleteSourceRow(context, id)
  })
  log.info('providers are gone', { providers: gone.map(({ target }) => target) })
  return gone
}
