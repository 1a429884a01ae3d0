/**
 * The organisations that the config names now, each with its door to the catalog. A changed config ends what it
 * leaves out, reads what it changes, and leaves the rest alone.
 */
import type { ConfigReader, FeatureContext } from '@callboard/sdk'
import type { OrgConnection } from './run-reader.ts'
import { organizations, type ScheduledReader } from './settings.ts'

/** What is needed of the catalog; the composition root passes its engine. */
export interface Catalog {
  /** The door for entities that are given by code. The catalog removes what providers gave that nobody names. */
  provider(name: string): OrgConnection
  /** Removes what a provider gave, unless the config keeps orphans. */
  dropProvider(name: string): Promise<void>
}

export interface Source extends ScheduledReader {
  connection: OrgConnection
  /** Aborted when the config changes it or leaves it out. */
  ended: AbortController
}

export interface Sources {
  get(name: string): Source | undefined
  all(): Source[]
  /** Schedules what is there; forgets what an earlier start left behind. */
  start(): Promise<void>
  follow(config: ConfigReader): Promise<void>
}

export const readJob = 'organization.read'
/** Never by itself; the item is there to be run by hand. */
export const whenAskedMs = 100 * 365 * 86_400_000

interface Broken {
  name: string
  reason: string
  connection: OrgConnection
}

export function createSources({ config, fetch, jobs, log }: FeatureContext, catalog: Catalog): Sources {
  let sources = new Map<string, Source>()
  let broken: Broken[] = []

  /** Answers the names that are new or changed, and those that are gone. */
  function take(next: Pick<ConfigReader, 'get'>): { changed: string[]; gone: string[] } {
    const { readers, bad } = organizations(next, fetch)
    const before = sources
    const known = new Set([...before.keys(), ...broken.map(({ name }) => name)])
    sources = new Map(
      readers.map((each) => {
        const { name } = each.reader
        const same = before.get(name)
        if (same?.stamp === each.stamp) return [name, same]
        return [name, { ...each, connection: catalog.provider(name), ended: new AbortController() }]
      }),
    )
    broken = bad.map((each) => ({ ...each, connection: catalog.provider(each.name) }))
    for (const [name, source] of before) if (sources.get(name) !== source) source.ended.abort()
    const named = new Set([...sources.keys(), ...broken.map(({ name }) => name)])
    return {
      changed: [...sources.keys()].filter((name) => sources.get(name) !== before.get(name)),
      gone: [...known].filter((name) => !named.has(name)),
    }
  }

  async function sayWhatIsBroken(): Promise<void> {
    for (const { name, reason, connection } of broken) {
      log.warn('organisation not read: its config is wrong', { provider: name, reason })
      const message = `The config of ${name} is wrong: ${reason}`
      await connection.report([{ severity: 'error', name: 'InputError', message }])
    }
  }

  const schedule = (names: string[], isChange: boolean): Promise<void> =>
    jobs.schedule(
      names.flatMap((key) => {
        const source = sources.get(key)
        if (!source) return []
        const { frequency, initialDelayMs } = source.schedule
        const first = isChange ? 0 : (initialDelayMs ?? 0)
        return [{ name: readJob, key, inMs: 'trigger' in frequency ? whenAskedMs : first }]
      }),
    )

  const unschedule = (names: string[]): Promise<void> =>
    jobs.remove(names.map((key) => ({ name: readJob, key })))

  take(config)
  return {
    get: (name) => sources.get(name),
    all: () => [...sources.values()],
    async start() {
      await sayWhatIsBroken()
      const known = (await jobs.list(readJob)).map(({ key }) => key)
      await unschedule(known.filter((key) => !sources.has(key)))
      await schedule([...sources.keys()], false)
    },
    async follow(next) {
      const { changed, gone } = take(next)
      await unschedule([...changed, ...gone, ...broken.map(({ name }) => name)])
      for (const name of gone) await catalog.dropProvider(name)
      await sayWhatIsBroken()
      await schedule(changed, true)
      if (changed.length + gone.length > 0) log.info('organisations changed in the config', { changed, gone })
    },
  }
}
