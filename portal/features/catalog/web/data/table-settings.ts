import { type Density, rowHeights } from '../table/density.ts'
import { objectOf } from './entity-text.ts'
import { type Place, useSetting } from './use-setting.ts'

/** How somebody likes the tables of the catalog. */
export interface TableSettings {
  density: Density
  kinds: Record<string, { columns: string[]; fields: string[]; widths: Record<string, number> }>
}

const place: Place<TableSettings> = {
  bucket: 'callboard.catalog',
  key: 'table',
  parse(value) {
    const { density, kinds } = objectOf(value)
    return {
      density: typeof density === 'string' && density in rowHeights ? (density as Density) : 'normal',
      kinds: Object.fromEntries(
        Object.entries(objectOf(kinds)).map(([kind, one]) => {
          const { columns, fields, widths } = objectOf(one)
          return [
            kind,
            {
              columns: textsOf(columns),
              fields: textsOf(fields),
              widths: Object.fromEntries(
                Object.entries(objectOf(widths)).filter(
                  ([, width]) => typeof width === 'number' && width > 0,
                ),
              ) as Record<string, number>,
            },
          ]
        }),
      ),
    }
  },
}

/** The settings for one kind, and how to change them. */
export function useTableSettings(kind: string) {
  const { value, change, error } = useSetting(place)
  const none = { columns: [], fields: [], widths: {} }
  const { columns, fields, widths } = value.kinds[kind] ?? none
  const changeKind = (next: Partial<TableSettings['kinds'][string]>) =>
    change((now) => {
      const before = now.kinds[kind] ?? none
      return { ...now, kinds: { ...now.kinds, [kind]: { ...before, ...next } } }
    })
  return {
    density: value.density,
    columns,
    fields,
    widths,
    error,
    setDensity: (density: Density) => change((now) => ({ ...now, density })),
    setColumns: (ids: string[]) => changeKind({ columns: ids }),
    setFields: (ids: string[]) => changeKind({ fields: ids }),
    setWidths: (next: Record<string, number>) => changeKind({ widths: next }),
  }
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
