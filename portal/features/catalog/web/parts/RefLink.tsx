import { EntityLink } from '@callboard/ui'
import { asOfSearch, useAsOf } from '../data/as-of.ts'
import { useLabel } from '../data/labels.ts'

/** A link to an entity by what people call it; says so when the catalog does not have it. */
export function RefLink({ entityRef, plain }: { entityRef: string; plain?: boolean }) {
  const { label } = useLabel(entityRef)
  return (
    <EntityLink
      entityRef={entityRef}
      label={label ?? undefined}
      missing={label === null}
      search={asOfSearch(useAsOf())}
      {...(plain ? { plain } : {})}
    />
  )
}
