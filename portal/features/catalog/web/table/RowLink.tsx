import { readRef, refLabel, usePortal } from '@callboard/ui'
import classes from './EntityTable.module.css'
import { useRowLabel } from './label-store.ts'

/**
 * A link to an entity in a row. It is a plain anchor: the table follows it (`data-to`), as a link component for
 * each of some hundred cells is what scrolling would wait for.
 */
export function RowLink({
  entityRef,
  title,
  tab,
  label,
}: {
  entityRef: string
  title: string
  /** Opens this tab of the entity. */
  tab?: string
  label?: string
}) {
  const { basePath } = usePortal()
  const { namespace, kind, name } = readRef(entityRef)
  const to = ['/catalog', ...[namespace, kind, name].map(encodeURIComponent), ...(tab ? [tab] : [])].join('/')
  return (
    <a
      href={basePath + to}
      data-to={to}
      data-entity-ref={tab ? undefined : entityRef}
      className={tab ? 'cb-link' : classes.link}
      aria-label={label}
    >
      <span className={classes.linkText} dir="auto">
        {title}
      </span>
    </a>
  )
}

/** A link by what people call the entity; only its name when the catalog does not have it. */
export function RowRef({ entityRef }: { entityRef: string }) {
  const label = useRowLabel(entityRef)
  if (label === null) {
    return (
      <span className={classes.missing} title={`${entityRef} is not in the catalog`} dir="auto">
        {refLabel(entityRef)}
      </span>
    )
  }
  return <RowLink entityRef={entityRef} title={label?.title ?? refLabel(entityRef)} />
}
