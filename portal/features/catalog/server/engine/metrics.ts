import type { Clock, Database, Metrics } from '@callboard/sdk'
import type { ScanResult } from './walk.ts'
import type { WriterTotals } from './writer.ts'

export interface EngineMetrics {
  files(result: 'unchanged' | 'changed' | 'errors' | 'failed', amount: number): void
  scanned(seconds: number, result: ScanResult, totals: WriterTotals): void
  /** Counts what is in the catalog, at most once a minute. */
  count(): Promise<void>
}

const betweenCountsMs = 60_000

/** Backstage's names, with underscores (contract: catalog-engine §17), and our own for scans. */
export function engineMetrics(deps: { metrics: Metrics; db: Database; clock: Clock }): EngineMetrics {
  const { metrics, db, clock } = deps
  const processed = metrics.counter(
    'catalog_processed_entities_count',
    'Files and provided entities looked at, by outcome.',
    ['result'],
  )
  const duration = metrics.histogram(
    'catalog_scan_duration_seconds',
    'Duration of complete reads of a source.',
    ['state'],
  )
  const rows = metrics.counter('catalog_rows_written_total', 'Database rows written by ingestion.')
  const changed = metrics.counter('catalog_changed_entities_total', 'Entities created, updated or deleted.')
  const conflicts = metrics.counter('catalog_conflicts_total', 'Conflicts that were found.')
  const entities = metrics.gauge('catalog_entities_count', 'Entities by kind.', ['kind'])
  const locations = metrics.gauge('catalog_registered_locations_count', 'Locations registered by people.')
  const relations = metrics.gauge('catalog_relations_count', 'Stored relations.')
  const seenKinds = new Set<string>()
  let countedAt = Number.NEGATIVE_INFINITY
  return {
    files: (result, amount) => processed.inc({ result }, amount),
    scanned(seconds, result, totals) {
      duration.observe(seconds, { state: result.state })
      rows.inc({}, totals.rows)
      changed.inc({}, totals.changed)
      conflicts.inc({}, totals.conflicts)
    },
    async count() {
      if (clock.now() - countedAt < betweenCountsMs) return
      countedAt = clock.now()
      const kinds = await db.all<{ kind: string; amount: number }>(
        'select kind, count(*) as amount from catalog_entities group by kind',
      )
      for (const kind of seenKinds) entities.set(0, { kind })
      for (const { kind, amount } of kinds) {
        seenKinds.add(kind)
        entities.set(amount, { kind })
      }
      const registered = await db.get<{ amount: number }>(
        "select count(*) as amount from catalog_sources where kind = 'registered'",
      )
      locations.set(registered?.amount ?? 0)
      const stored = await db.get<{ amount: number }>('select count(*) as amount from catalog_relations')
      relations.set(stored?.amount ?? 0)
    },
  }
}
