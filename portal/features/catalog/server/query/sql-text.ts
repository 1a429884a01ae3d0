import type { Database, SqlValue } from '@callboard/sdk'

/** A piece of SQL with its parameters in order. The text never contains a value from outside. */
export interface Sql {
  text: string
  params: readonly SqlValue[]
}

/**
 * Builds a piece of SQL: pieces are set in, everything else becomes a parameter.
 *
 * @example
 * sql`select id from catalog_refs where ref = ${ref}`
 */
export function sql(strings: TemplateStringsArray, ...values: (Sql | SqlValue)[]): Sql {
  let text = strings[0] ?? ''
  const params: SqlValue[] = []
  values.forEach((value, index) => {
    if (isSql(value)) {
      text += value.text
      params.push(...value.params)
    } else {
      text += '?'
      params.push(value)
    }
    text += strings[index + 1] ?? ''
  })
  return { text, params }
}

/** Text that we wrote ourselves: a column or table name. Never pass anything from a request. */
export function raw(text: string): Sql {
  return { text, params: [] }
}

export function join(pieces: readonly Sql[], separator: string): Sql {
  return {
    text: pieces.map((piece) => piece.text).join(separator),
    params: pieces.flatMap((piece) => piece.params),
  }
}

/**
 * `column = ?` for one value, otherwise `column in (…)` with all values in one parameter, so that the
 * text does not depend on their number.
 */
export function among(db: Database, column: string, values: readonly (string | number)[]): Sql {
  const [only] = values
  if (values.length === 1 && only !== undefined) return sql`${raw(column)} = ${only}`
  return sql`${raw(column)} in (select w.v from ${list(db, values)} as w)`
}

/** A table expression with one column `v`. */
export function list(db: Database, values: readonly (string | number)[]): Sql {
  const type = typeof values[0] === 'number' ? 'int' : 'text'
  return {
    text: db.dialect.rowsText({ v: type }),
    params: [db.dialect.rowsValue(values.map((value) => [value]))],
  }
}

/** A `like` that takes the wanted text literally. */
export function like(column: string, wanted: string, where: 'start' | 'anywhere'): Sql {
  const literal = wanted.replace(/[\\%_]/g, (sign) => `\\${sign}`)
  return sql`${raw(column)} like ${where === 'start' ? `${literal}%` : `%${literal}%`} escape '\\'`
}

export function all<T>(db: Database, query: Sql): Promise<T[]> {
  return db.all<T>(query.text, query.params)
}

function isSql(value: Sql | SqlValue): value is Sql {
  return typeof value === 'object' && value !== null && 'params' in value
}
