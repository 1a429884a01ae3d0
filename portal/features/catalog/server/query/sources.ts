import type { SourceAnswer } from '../../api.ts'
import type { Scope } from './scope.ts'

/** When sources are read next and were read last, by source id. */
export type Schedule = () => Promise<Map<string, { dueAt: string; readAt: string | null; reading: boolean }>>

interface SourceLine {
  id: string
  kind: SourceAnswer['kind']
  type: string
  target: string
  state: SourceAnswer['state']
  entityRef: string | null
  createdAt: number
  lastChangeAt: number | null
}

/** Every source with its state, in order of precedence. */
export async function readSources(scope: Scope, schedule: Schedule): Promise<SourceAnswer[]> {
  const { db } = scope
  const sources = await db.all<SourceLine>(
    `select s.id, s.kind, s.type, s.target, s.state, f.ref as "entityRef", s.created_at as "createdAt",
       s.last_change_at as "lastChangeAt"
     from catalog_sources s left join catalog_refs f on f.id = s.location_id order by s.precedence, s.id`,
  )
  const files = await grouped(
    scope,
    `select source_id as id, case when state = 'ok' then 'ok' else 'failing' end as what, count(*) as n
     from catalog_files where location <> 'root:' group by 1, 2`,
  )
  const entities = await grouped(
    scope,
    `select source_id as id, 'entities' as what, count(*) as n from catalog_entities group by source_id`,
  )
  const problems = await grouped(
    scope,
    'select source_id as id, severity as what, count(*) as n from catalog_problems group by source_id, severity',
  )
  const due = await schedule()
  return sources.map((source) => {
    const of = (counts: Map<string, number>, what: string) => counts.get(`${source.id}\0${what}`) ?? 0
    return {
      ...source,
      createdAt: new Date(Number(source.createdAt)).toISOString(),
      lastChangeAt: source.lastChangeAt === null ? null : new Date(Number(source.lastChangeAt)).toISOString(),
      lastReadAt: due.get(source.id)?.readAt ?? null,
      nextReadAt: due.get(source.id)?.dueAt ?? null,
      reading: due.get(source.id)?.reading ?? false,
      files: of(files, 'ok') + of(files, 'failing'),
      failingFiles: of(files, 'failing'),
      entities: of(entities, 'entities'),
      problems: {
        error: of(problems, 'error'),
        warning: of(problems, 'warning'),
        info: of(problems, 'info'),
      },
    }
  })
}

async function grouped(scope: Scope, text: string): Promise<Map<string, number>> {
  const rows = await scope.db.all<{ id: string; what: string; n: number }>(text)
  return new Map(rows.map((row) => [`${row.id}\0${row.what}`, Number(row.n)]))
}
