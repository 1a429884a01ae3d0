import { useMemo } from 'react'
import type { CatalogView } from '../data/catalog-view.ts'
import type { useTableSettings } from '../data/table-settings.ts'
import { cardColumns, chosenColumns, everyColumn } from './columns-of-kind.ts'
import { useWidths } from './use-widths.ts'

/** The columns of a view: all there are, those the table shows, and what cards tell on phones. */
export function useColumns(view: CatalogView, settings: ReturnType<typeof useTableSettings>) {
  const ids = view.columns.length > 0 ? view.columns : settings.columns
  const chosen = ids.join()
  const { values: types, isNot } = view.facets.types
  // Of one type alone nobody needs to read which it is.
  const isTypeKnown = types.length === 1 && !isNot && chosen === ''
  const shown = useMemo(
    () => chosenColumns(view.kind, idsIn(chosen)).filter(({ id }) => id !== 'type' || !isTypeKnown),
    [view.kind, chosen, isTypeKnown],
  )
  const every = useMemo(() => everyColumn(view.kind), [view.kind])
  const fields = settings.fields.join()
  const facts = useMemo(() => cardColumns(view.kind, idsIn(fields)), [view.kind, fields])
  const [widths, setWidth] = useWidths(settings.widths, settings.setWidths)
  return { every, shown, facts, widths, setWidth }
}

function idsIn(joined: string): string[] {
  return joined === '' ? [] : joined.split(',')
}
