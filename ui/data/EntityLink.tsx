import { Link } from '@tanstack/react-router'
import { KindGlyph } from '../icons/KindGlyph.tsx'
import classes from './EntityLink.module.css'
import { type EntityLabel, readRef, refLabel } from './ref-label.ts'

/** A link to an entity by its ref. `missing` says that nothing in the catalog has this ref. */
export function EntityLink({
  entityRef,
  label,
  missing,
  plain,
  search,
}: {
  entityRef: string
  label?: EntityLabel | undefined
  missing?: boolean
  /** Without the glyph. */
  plain?: boolean
  /** Search parameters the entity's page opens with. */
  search?: Record<string, unknown> | undefined
}) {
  const name = readRef(entityRef)
  const text = label?.title ?? refLabel(entityRef)
  if (missing) {
    return (
      <span className={classes.missing} title={`${entityRef} is not in the catalog`}>
        {!plain && <KindGlyph kind={name.kind} missing />}
        <span className={classes.text} dir="auto">
          {text}
        </span>
      </span>
    )
  }
  return (
    <Link
      to="/catalog/$namespace/$kind/$name"
      params={name}
      search={search ?? {}}
      className={classes.link}
      data-entity-ref={entityRef}
    >
      {!plain && <KindGlyph kind={name.kind} />}
      <span className={classes.text} dir="auto">
        {text}
      </span>
    </Link>
  )
}
