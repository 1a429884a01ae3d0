/** Users and groups from where the company keeps them, read on a schedule. */
import { defineRoutes, type Feature, type FeatureContext } from '@callboard/sdk'
import type { Frequency } from '@callboard/sdk/config-values'
import { Cron } from 'croner'
import { type OrgConnection, runReader } from './run-reader.ts'
import { organizations, type ScheduledReader } from './settings.ts'

export interface OrganizationOptions {
  /** The catalog's door for entities that are given by code; asked before the catalog starts. */
  provider(name: string): OrgConnection
}

const job = 'organization.read'
/** A host that failed is asked again before its regular time. */
const againMs = 5 * 60_000
/** Never by itself; the item is there to be run by hand. */
const whenAskedMs = 100 * 365 * 86_400_000
const noRoutes = defineRoutes({})

export function organizationFeature(options: OrganizationOptions): Feature<typeof noRoutes> {
  return {
    id: 'organization',
    routes: noRoutes,
    async setup(ctx) {
      const { readers, bad } = organizations(ctx.config, ctx.fetch)
      // Named at once: the catalog removes what providers gave that nobody names before it starts.
      const sources = new Map(
        readers.map((each) => [
          each.reader.name,
          { ...each, connection: options.provider(each.reader.name) },
        ]),
      )
      const broken = bad.map((each) => ({ ...each, connection: options.provider(each.name) }))
      if (sources.size + broken.length === 0) return { handlers: {} }
      ctx.jobs.define({
        name: job,
        concurrency: 2,
        async run(name, run) {
          const source = sources.get(name)
          if (!source) return undefined
          const { timeoutMs } = source.schedule
          const result = await runReader(source.reader, source.connection, { ...run, timeoutMs })
          const next = nextRun(source.schedule.frequency, ctx.clock.now())
          const isByHand = 'trigger' in source.schedule.frequency
          return result || isByHand ? next : { nextInMs: Math.min(next.nextInMs, againMs) }
        },
      })
      return {
        handlers: {},
        async start() {
          for (const { name, reason, connection } of broken) {
            ctx.log.warn('organisation not read: its config is wrong', { provider: name, reason })
            const message = `The config of ${name} is wrong: ${reason}`
            await connection.report([{ severity: 'error', name: 'InputError', message }])
          }
          await begin(ctx, [...sources.values()])
        },
      }
    },
  }
}

async function begin({ jobs }: FeatureContext, sources: ScheduledReader[]): Promise<void> {
  const known = new Set((await jobs.list(job)).map(({ key }) => key))
  const wanted = new Map(sources.map(({ reader, schedule }) => [reader.name, schedule]))
  await jobs.remove([...known].filter((key) => !wanted.has(key)).map((key) => ({ name: job, key })))
  const items = [...wanted].map(([key, { frequency, initialDelayMs }]) => ({
    name: job,
    key,
    inMs: 'trigger' in frequency ? whenAskedMs : (initialDelayMs ?? 0),
  }))
  await jobs.schedule(items)
}

function nextRun(frequency: Frequency, now: number): { nextInMs: number } {
  if ('everyMs' in frequency) return { nextInMs: frequency.everyMs }
  if ('trigger' in frequency) return { nextInMs: whenAskedMs }
  const next = new Cron(frequency.cron).nextRun(new Date(now))
  return next === null ? { nextInMs: whenAskedMs } : { nextInMs: Math.max(1_000, next.getTime() - now) }
}
