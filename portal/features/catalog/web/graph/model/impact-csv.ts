import type { ImpactAnswer } from '../../../api.ts'
import { csvOf } from '../../data/csv.ts'

const columns = ['owner', 'ref', 'kind', 'name', 'type', 'lifecycle', 'steps', 'through', 'relation']

/** The impact as a table for spreadsheets, one line per entity. */
export function impactCsv(impact: ImpactAnswer): string {
  const rows = impact.groups.flatMap(({ owner, entities }) =>
    entities.map((entity) => [
      owner?.ref ?? '',
      entity.ref,
      entity.kind,
      entity.title ?? entity.name,
      entity.type ?? '',
      entity.lifecycle ?? '',
      String(entity.depth),
      entity.via.ref,
      entity.via.type,
    ]),
  )
  return csvOf([columns, ...rows])
}
