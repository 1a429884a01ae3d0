import { kindPlural, refLabel, useVisit } from '@callboard/ui'
import { type CatalogView, facets, isNarrowed } from './catalog-view.ts'
import { useSavedViews } from './use-saved-views.ts'

/** A narrowed or saved view is a place to come back to; the bare table is in the navigation anyway. */
export function useViewVisit(
  view: CatalogView,
  fixedKind: string | undefined,
  search: Record<string, unknown>,
): void {
  const saved = useSavedViews(fixedKind).views.find(({ id }) => id === view.viewId)
  const isPlace = saved !== undefined || isNarrowed(view)
  useVisit(
    isPlace
      ? { to: fixedKind ? '/api-docs' : '/catalog', search, title: saved?.name ?? titleOf(view) }
      : undefined,
  )
}

/** `Components: lights, service, “cue”` */
function titleOf(view: CatalogView): string {
  const chosen = facets.flatMap((facet) => {
    const { values, isNot } = view.facets[facet]
    const isRef = facet === 'owners' || facet === 'systems' || facet === 'domains'
    return values.map((value) => `${isNot ? 'not ' : ''}${isRef ? refLabel(value) : value}`)
  })
  const parts = [
    ...(view.who === 'owned' ? ['mine'] : view.who === 'starred' ? ['starred'] : []),
    ...chosen,
    ...(view.hasError ? ['with problems'] : []),
    ...(view.isOrphan ? ['orphans'] : []),
    ...(view.text === '' ? [] : [`“${view.text}”`]),
  ]
  return `${kindPlural(view.kind)}: ${parts.join(', ')}`
}
