/** Users and groups from where the company keeps them, read on a schedule. */
import { defineRoutes, type Feature, reasonOf } from '@callboard/sdk'
import type { Frequency } from '@callboard/sdk/config-values'
import { Cron } from 'croner'
import { followGithub } from './github-events.ts'
import { runReader } from './run-reader.ts'
import { type Catalog, createSources, readJob, type Source, whenAskedMs } from './sources.ts'

export type OrganizationOptions = Catalog

/** A host that failed is asked again before its regular time. */
const againMs = 5 * 60_000
/** Other processes may know an item already that the config of this one does not name yet. */
const unknownMs = 60_000
const noRoutes = defineRoutes({})

export function organizationFeature(catalog: OrganizationOptions): Feature<typeof noRoutes> {
  return {
    id: 'organization',
    routes: noRoutes,
    async setup(ctx) {
      const sources = createSources(ctx, catalog)
      ctx.jobs.define({
        name: readJob,
        concurrency: 2,
        async run(name, { signal, log }) {
          const source = sources.get(name)
          if (!source) return { nextInMs: unknownMs }
          const run = { signal: AbortSignal.any([signal, source.ended.signal]), log }
          try {
            const result = await runReader(source.reader, source.connection, {
              ...run,
              timeoutMs: source.schedule.timeoutMs,
            })
            return nextRun(source, result !== undefined, ctx.clock.now())
          } catch (thrown) {
            if (!source.ended.signal.aborted || signal.aborted) throw thrown
            return sources.get(name) ? { nextInMs: 0 } : undefined
          }
        },
      })
      // One change after the other: each compares with what the one before left.
      let following = Promise.resolve()
      ctx.config.onChange((next) => {
        following = following
          .then(() => sources.follow(next))
          .catch((thrown: unknown) => {
            ctx.log.error('changed organisations could not be applied', { reason: reasonOf(thrown) })
          })
      })
      const stop = followGithub(ctx, sources)
      return { handlers: {}, start: sources.start, stop: async () => stop() }
    },
  }
}

function nextRun({ schedule: { frequency } }: Source, isRead: boolean, now: number): { nextInMs: number } {
  const regular = regularMs(frequency, now)
  const isByHand = 'trigger' in frequency
  return { nextInMs: isRead || isByHand ? regular : Math.min(regular, againMs) }
}

function regularMs(frequency: Frequency, now: number): number {
  if ('everyMs' in frequency) return frequency.everyMs
  if ('trigger' in frequency) return whenAskedMs
  const next = new Cron(frequency.cron).nextRun(new Date(now))
  return next === null ? whenAskedMs : Math.max(1_000, next.getTime() - now)
}
