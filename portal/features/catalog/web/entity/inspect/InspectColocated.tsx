import { type EntityView, refOf } from '@callboard/sdk/model'
import { EntityLink, Loaded, Skeleton, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { useAsOf } from '../../data/as-of.ts'
import { annotationOf, titleOf } from '../../data/entity-text.ts'
import { findColocated, locationKey, originKey } from '../data/removal-data.ts'
import classes from './inspect.module.css'

/** What else stands in the same file, and what else came with the same registration. */
export function InspectColocated({ entity }: { entity: EntityView }) {
  const location = annotationOf(entity, locationKey)
  const origin = annotationOf(entity, originKey)
  if (!location && !origin) {
    return <p className="cb-muted">This entity has no location information, so nothing stands beside it.</p>
  }
  return (
    <>
      {origin && (
        <Colocated entity={entity} title="At the same origin" annotation={originKey} location={origin} />
      )}
      {location && location !== origin && (
        <Colocated
          entity={entity}
          title="At the same location"
          annotation={locationKey}
          location={location}
        />
      )}
    </>
  )
}

function Colocated({
  entity,
  title,
  annotation,
  location,
}: {
  entity: EntityView
  title: string
  annotation: string
  location: string
}) {
  const portal = usePortal()
  const asOf = useAsOf()
  const query = useQuery({
    queryKey: ['catalog', 'colocated', annotation, location, asOf ?? null],
    queryFn: ({ signal }) => findColocated(portal, annotation, location, { signal, asOf }),
  })
  return (
    <section className={classes.section} aria-label={title}>
      <h3 className={classes.heading}>{title}</h3>
      <p className={classes.location} dir="ltr">
        {location}
      </p>
      <Loaded
        query={query}
        failed="The entities could not be read"
        loading={<Skeleton width={240} height={60} />}
      >
        {(page) => {
          const others = page.items.filter((other) => refOf(other) !== refOf(entity))
          return (
            <>
              {others.length === 0 && (
                <p className="cb-muted">There were no other entities on this location.</p>
              )}
              <ul className={classes.others}>
                {others.map((other) => (
                  <li key={refOf(other)}>
                    <EntityLink entityRef={refOf(other)} label={{ title: titleOf(other) }} />
                  </li>
                ))}
              </ul>
              {page.totalItems > page.items.length && (
                <p className="cb-muted">and {page.totalItems - page.items.length} more</p>
              )}
            </>
          )
        }}
      </Loaded>
    </section>
  )
}
