import { FacetMenu, refLabel } from '@callboard/ui'
import { useState } from 'react'
import {
  type CatalogView,
  facets as everyFacet,
  type Facet,
  isNarrowed,
  type Whose,
  widened,
  withChoice,
} from '../data/catalog-view.ts'
import { useCount, useFaultyRefs } from '../data/use-catalog.ts'
import { useFacet } from '../data/use-facet.ts'
import { facetKinds, fullRef, type Known, predicateOf } from '../data/view-query.ts'
import classes from './CatalogIndex.module.css'
import { Freshness, SourceNotice } from './SourceNotice.tsx'

const labels: Record<Facet, string> = {
  owners: 'Owner',
  types: 'Type',
  lifecycles: 'Lifecycle',
  systems: 'System',
  domains: 'Domain',
  tags: 'Tags',
  namespaces: 'Namespace',
}

const usual: Facet[] = ['owners', 'types', 'lifecycles', 'systems', 'domains', 'tags']
const facetsByKind: Record<string, Facet[]> = {
  system: ['owners', 'types', 'domains', 'tags'],
  domain: ['owners', 'types', 'tags'],
  group: ['types', 'tags'],
  user: ['tags'],
  template: ['owners', 'types', 'tags'],
  location: ['types'],
  resource: ['owners', 'types', 'systems', 'domains', 'tags'],
}

interface BarProps {
  view: CatalogView
  who: Whose
  known: Known
  onChange(next: CatalogView): void
}

/** The filters that fit the kind, and the way back to everything. */
export function FacetBar({ withNamespaces, ...props }: BarProps & { withNamespaces: boolean }) {
  const { view, onChange } = props
  const ofKind = facetsByKind[view.kind] ?? usual
  const fitting: Facet[] = withNamespaces ? [...ofKind, 'namespaces'] : ofKind
  const inUse = everyFacet.filter((facet) => view.facets[facet].values.length > 0)
  return (
    <search className={classes.facets} aria-label="Filters">
      {[...new Set([...fitting, ...inUse])].map((facet) => (
        <OneFacet key={`${view.kind} ${facet}`} facet={facet} {...props} />
      ))}
      <StatusFacet {...props} />
      {isNarrowed(view) && (
        <button type="button" className={classes.clear} onClick={() => onChange(widened(view))}>
          Clear filters
        </button>
      )}
      <div className={classes.state}>
        <SourceNotice />
        <Freshness />
      </div>
    </search>
  )
}

function OneFacet({ facet, view, who, known, onChange }: BarProps & { facet: Facet }) {
  const { values = [], status, want, retry } = useFacet(view, who, known, facet)
  const kind = facetKinds[facet]
  const options = values.map(({ value, count, title }) => ({
    value,
    count,
    label: title ?? (kind ? refLabel(value) : value),
  }))
  const { values: chosen, isNot } = view.facets[facet]
  return (
    <FacetMenu
      label={labels[facet]}
      selected={kind ? chosen.map((value) => fullRef(value, kind)) : chosen}
      isNot={isNot}
      options={options}
      status={status}
      onOpen={want}
      onRetry={retry}
      onChange={(next, isNotNext) => onChange(withChoice(view, facet, { values: next, isNot: isNotNext }))}
    />
  )
}

/** Whether something declares the entity still, and whether it has errors. */
function StatusFacet({ view, who, known, onChange }: BarProps) {
  const selected = [...(view.isOrphan ? ['orphan'] : []), ...(view.hasError ? ['error'] : [])]
  const [isWanted, setWanted] = useState(false)
  const faulty = useFaultyRefs(isWanted || selected.length > 0)
  const plain = { ...view, isOrphan: false, hasError: false }
  const knownFaulty = { ...known, faulty: faulty.data ?? [] }
  const ask = (next: CatalogView) => predicateOf(next, who, knownFaulty)
  const orphans = useCount(isWanted ? ask({ ...plain, isOrphan: true }) : undefined, view.text)
  const errors = useCount(isWanted && faulty.data ? ask({ ...plain, hasError: true }) : undefined, view.text)
  const option = (value: string, label: string, count: number | undefined) =>
    count === undefined ? { value, label } : { value, label, count }
  return (
    <FacetMenu
      label="Status"
      selected={selected}
      options={[option('error', 'Has error', errors), option('orphan', 'Is orphan', orphans)]}
      status={faulty.isError && !faulty.isFetching ? 'failed' : 'idle'}
      onOpen={() => setWanted(true)}
      onRetry={() => void faulty.refetch()}
      onChange={(next) =>
        onChange({ ...view, isOrphan: next.includes('orphan'), hasError: next.includes('error') })
      }
    />
  )
}
