import { PortalError, type SqlValue } from '@callboard/sdk'
import { idsIn } from './id-set.ts'
import type { Scope } from './scope.ts'
import { among, join, raw, type Sql, sql } from './sql-text.ts'

export interface OrderField {
  field: string
  order: 'asc' | 'desc'
}

/** One column a page is sorted by. The last one of a list is unique, so that every entity has its place. */
export interface SortColumn {
  value: Sql
  order: 'asc' | 'desc'
  /** Entities may lack it; they sort last, in either direction. */
  nullable: boolean
  /** Entities that lack it are left out. */
  required?: true
  /** Its terms can stand for an index (see `grouped-page.ts`); `several`: an entity may have more than one. */
  terms?: { key: string; several: boolean }
  /** A table that must be joined for it. */
  join: Sql | null
}

const columns: Record<string, { column: string; nullable: boolean }> = {
  kind: { column: 'kind', nullable: false },
  'metadata.name': { column: 'name', nullable: false },
  'metadata.namespace': { column: 'namespace', nullable: false },
  'metadata.uid': { column: 'uid', nullable: false },
  'metadata.title': { column: 'title', nullable: true },
  'spec.type': { column: 'type', nullable: true },
  'spec.lifecycle': { column: 'lifecycle', nullable: true },
  'spec.owner': { column: 'owner', nullable: true },
  'spec.system': { column: 'system', nullable: true },
}

/** Every entity has a value for this field. */
export function isAlwaysThere(field: string): boolean {
  return columns[field.toLowerCase()]?.nullable === false
}

/** @param inSight which relations `r` count. */
export function sortColumns(
  fields: readonly OrderField[],
  tie: 'uid' | 'ref',
  inSight: () => Sql,
): SortColumn[] {
  const last = fields[fields.length - 1]
  const sorted = fields.map((field, index) => sortColumn(field, index, inSight))
  return [
    ...sorted,
    {
      value: raw(`e.${tie}`),
      order: tie === 'uid' && last ? last.order : 'asc',
      nullable: false,
      join: null,
    },
  ]
}

function sortColumn({ field, order }: OrderField, index: number, inSight: () => Sql): SortColumn {
  const key = field.toLowerCase()
  const known = columns[key]
  if (known) {
    const indexed = known.column === 'name' || known.column === 'uid'
    return {
      value: raw(`e.${known.column}`),
      order,
      nullable: known.nullable,
      join: null,
      ...(!indexed && { terms: { key, several: false } }),
    }
  }
  const table = raw(`o${index}`)
  const isRelation = key.startsWith('relations.')
  const values = isRelation ? relationValues(key, order, inSight()) : termValues(key, order)
  return {
    value: sql`${table}.value`,
    order,
    nullable: true,
    join: sql`left join (${values}) as ${table} on ${table}.id = e.id`,
    ...(!isRelation && { terms: { key, several: true } }),
  }
}

/** Of several values the one that comes first counts. */
function firstOf(column: string, order: OrderField['order']): Sql {
  return raw(order === 'asc' ? `min(${column})` : `max(${column})`)
}

function termValues(key: string, order: OrderField['order']): Sql {
  return sql`select p.entity_id as id, ${firstOf('t.value', order)} as value
    from catalog_terms t cross join catalog_postings p
    where p.term_id = t.id and t.key = ${key} and t.is_null = 0 group by p.entity_id`
}

function relationValues(key: string, order: OrderField['order'], inSight: Sql): Sql {
  return sql`select r.source_id as id, ${firstOf('f.ref', order)} as value
    from catalog_relation_types y cross join catalog_relations r cross join catalog_refs f
    where lower(y.type) = ${key.slice('relations.'.length)} and r.type_id = y.id and f.id = r.target_id
      and ${inSight} group by r.source_id`
}

/** Leaves out relations that hidden entities declare. */
export function declaredInSight({ db, seen }: Pick<Scope, 'db' | 'seen'>): () => Sql {
  return () =>
    seen ? sql`(r.origin_id = r.source_id or ${among(db, 'r.origin_id', idsIn(seen))})` : raw('1 = 1')
}

/** `order by …`; backwards for the page before a cursor. */
export function orderBy(columns: readonly SortColumn[], backwards: boolean): Sql {
  const parts = columns.flatMap((column) => {
    const direction = raw((column.order === 'asc') !== backwards ? 'asc' : 'desc')
    const value = sql`${column.value} ${direction}`
    if (!column.nullable) return [value]
    // Databases differ in where they sort nulls: say it.
    return [
      sql`(case when ${column.value} is null then 1 else 0 end) ${raw(backwards ? 'desc' : 'asc')}`,
      value,
    ]
  })
  return join(parts, ', ')
}

/** True for the entities that come after (or before) the one with these sort values. */
export function beyond(columns: readonly SortColumn[], values: readonly SqlValue[], backwards: boolean): Sql {
  if (columns.length !== values.length)
    throw new PortalError('input', 'Malformed cursor: wrong number of values')
  const sameWay = columns.every((column) => !column.nullable && column.order === columns[0]?.order)
  if (sameWay) {
    const sign = raw((columns[0]?.order === 'asc') !== backwards ? '>' : '<')
    const left = join(
      columns.map((column) => column.value),
      ', ',
    )
    const right = join(
      values.map((value) => sql`${value}`),
      ', ',
    )
    return sql`(${left}) ${sign} (${right})`
  }
  const alternatives = columns.map((column, index) => {
    const equal = columns.slice(0, index).map((before, at) => equals(before, values[at] ?? null))
    return sql`(${join([...equal, past(column, values[index] ?? null, backwards)], ' and ')})`
  })
  return sql`(${join(alternatives, ' or ')})`
}

function equals(column: SortColumn, value: SqlValue): Sql {
  return value === null ? sql`${column.value} is null` : sql`${column.value} = ${value}`
}

function past(column: SortColumn, value: SqlValue, backwards: boolean): Sql {
  if (value === null) return backwards ? sql`${column.value} is not null` : raw('1 = 0')
  const sign = raw((column.order === 'asc') !== backwards ? '>' : '<')
  const beyondIt = sql`${column.value} ${sign} ${value}`
  return column.nullable && !backwards ? sql`(${beyondIt} or ${column.value} is null)` : beyondIt
}
