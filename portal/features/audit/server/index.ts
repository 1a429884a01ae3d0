/** The audit log as a feature. */
import { type Audit, type Feature, Reply } from '@callboard/sdk'
import { type AuditApi, auditApi } from '../api.ts'
import { exportEvents } from './export.ts'
import { audit01 } from './migration.ts'
import { countValues, readEvents } from './query.ts'
import { createRetention, retentionJob } from './retention.ts'
import type { Redact } from './row.ts'
import { auditSettings } from './settings.ts'
import { createWriter } from './writer.ts'

export interface AuditOptions {
  /** Takes the secrets of the config out of a text; the host's, so that logs and events agree. */
  redact: Redact
}

/** Who did what. `audit` may be given to anyone before the feature is set up: early events wait. */
export interface AuditFeature extends Feature<AuditApi> {
  audit: Audit
  /** Writes what waits in memory. */
  flush(): Promise<void>
}

const day = 86_400_000

export function auditFeature({ redact }: AuditOptions): AuditFeature {
  const writer = createWriter(redact)
  return {
    id: 'audit',
    migrations: [audit01],
    routes: auditApi,
    audit: { record: (entry) => writer.record(entry) },
    flush: () => writer.flush(),
    async setup({ db, log, clock, config, jobs }) {
      const settings = auditSettings(config)
      config.onChange((next) => {
        try {
          Object.assign(settings, auditSettings(next))
        } catch (error) {
          log.warn('changed settings of the audit log are not used', { error })
        }
      })
      writer.open({ db, log, clock, settings })
      jobs.define(createRetention(db, clock, () => settings.retentionMs))
      return {
        handlers: {
          async listAuditEvents(_request, { query: { limit = 50, cursor, ...filters } }) {
            await writer.flush()
            const { items, nextCursor } = await readEvents(db, filters, { limit, cursor })
            return {
              items,
              pageInfo: nextCursor === undefined ? {} : { nextCursor },
              retentionDays:
                settings.retentionMs === undefined ? null : Math.floor(settings.retentionMs / day),
            }
          },
          async exportAuditEvents(request, { query }) {
            await writer.flush()
            const name = `audit-${new Date(clock.now()).toISOString().slice(0, 10)}.jsonl`
            return new Reply(200, exportEvents(db, query, request.signal), {
              'content-type': 'application/x-ndjson; charset=utf-8',
              'content-disposition': `attachment; filename="${name}"`,
              'cache-control': 'no-store',
            })
          },
          async listAuditFacets(_request, { query }) {
            const [actions, outcomes, actors, via] = await Promise.all(
              (['action', 'outcome', 'actor', 'via'] as const).map((column) =>
                countValues(db, query, column),
              ),
            )
            return { actions: actions ?? [], outcomes: outcomes ?? [], actors: actors ?? [], via: via ?? [] }
          },
        },
        start: () => jobs.schedule([{ name: retentionJob, key: 'all' }]),
        stop: () => writer.close(),
      }
    },
  }
}
