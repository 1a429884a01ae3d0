import { FacetMenu, refLabel } from '@callboard/ui'
import { type CatalogView, type Facet, isNarrowed, widened } from '../data/catalog-view.ts'
import { useFacet } from '../data/use-catalog.ts'
import classes from './CatalogIndex.module.css'

const labels: Record<Facet, string> = {
  owners: 'Owner',
  types: 'Type',
  lifecycles: 'Lifecycle',
  systems: 'System',
  tags: 'Tags',
  namespaces: 'Namespace',
}

const facetsByKind: Record<string, Facet[]> = {
  system: ['owners', 'tags'],
  domain: ['owners', 'tags'],
  group: ['types', 'tags'],
  user: ['tags'],
  template: ['owners', 'types', 'tags'],
  location: ['types'],
  resource: ['owners', 'types', 'systems', 'tags'],
}

/** The filters that fit the kind, and the way back to everything. */
export function FacetBar({
  view,
  who,
  withNamespaces,
  onChange,
}: {
  view: CatalogView
  who: 'owned' | 'all'
  withNamespaces: boolean
  onChange(next: Partial<CatalogView>): void
}) {
  const ofKind = facetsByKind[view.kind] ?? ['owners', 'types', 'lifecycles', 'systems', 'tags']
  const fitting: Facet[] = withNamespaces ? [...ofKind, 'namespaces'] : ofKind
  const inUse = (Object.keys(labels) as Facet[]).filter((facet) => view[facet].length > 0)
  const facets = [...new Set([...fitting, ...inUse])]
  return (
    <search className={classes.facets} aria-label="Filters">
      {facets.map((facet) => (
        <OneFacet key={`${view.kind} ${facet}`} facet={facet} view={view} who={who} onChange={onChange} />
      ))}
      {view.isOrphan && (
        <button type="button" className={classes.clear} onClick={() => onChange({ isOrphan: false })}>
          Orphans only ×
        </button>
      )}
      {isNarrowed(view) && (
        <button type="button" className={classes.clear} onClick={() => onChange(widened(view))}>
          Clear filters
        </button>
      )}
    </search>
  )
}

function OneFacet({
  facet,
  view,
  who,
  onChange,
}: {
  facet: Facet
  view: CatalogView
  who: 'owned' | 'all'
  onChange(next: Partial<CatalogView>): void
}) {
  const values = useFacet(view, who, facet)
  const options = (values.data ?? []).map(({ value, count, title }) => ({
    value,
    count,
    label: title ?? (facet === 'owners' ? refLabel(value) : value),
  }))
  return (
    <FacetMenu
      label={labels[facet]}
      selected={view[facet]}
      options={options}
      status={values.error ? 'failed' : values.isFetching ? 'loading' : 'idle'}
      onOpen={values.want}
      onChange={(chosen) => onChange({ [facet]: chosen })}
    />
  )
}
