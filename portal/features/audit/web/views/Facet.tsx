import { FacetMenu } from '@callboard/ui'
import { useState } from 'react'
import { useFacet } from '../data/audit-data.ts'
import type { AuditSearch, Facet as Name } from '../data/audit-search.ts'

const labels = { actor: 'Who', action: 'What', outcome: 'Outcome', via: 'Way in' }

/** A filter with the values there are, read when it is first opened. */
export function Facet({
  facet,
  search,
  onChange,
}: {
  facet: Name
  search: AuditSearch
  onChange(values: string[]): void
}) {
  const [isWanted, setWanted] = useState(false)
  const values = useFacet(search, facet, isWanted)
  return (
    <FacetMenu
      label={labels[facet]}
      selected={search[facet]}
      options={(values.data ?? []).map(({ value, count }) => ({ value, label: value, count }))}
      status={values.isError ? 'failed' : values.isFetching ? 'loading' : 'idle'}
      onOpen={() => setWanted(true)}
      onChange={onChange}
    />
  )
}
