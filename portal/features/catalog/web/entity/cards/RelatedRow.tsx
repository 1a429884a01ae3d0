import { EntityLink, readRef, Skeleton } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { asOfSearch, useAsOf } from '../../data/as-of.ts'
import { specRef, specText, textOf, titleOf } from '../../data/entity-text.ts'
import type { Summary } from '../../data/labels.ts'
import { RefLink } from '../../parts/RefLink.tsx'
import classes from './RelatedCard.module.css'

/** What is told of an entity besides its name and its owner. */
export interface RelatedColumns {
  type: boolean
  lifecycle: boolean
}

/** One entity in a related card. */
export function RelatedRow({
  entityRef,
  summary,
  columns,
}: {
  entityRef: string
  /** undefined while it is read; null for what is not in the catalog. */
  summary: Summary | undefined
  columns: RelatedColumns
}) {
  const search = asOfSearch(useAsOf())
  const others = 1 + Number(columns.type) + Number(columns.lifecycle)
  if (summary === undefined) {
    return (
      <tr>
        <td colSpan={others + 1}>
          <Skeleton width={180} />
        </td>
      </tr>
    )
  }
  if (summary === null) {
    return (
      <tr>
        <td>
          <EntityLink entityRef={entityRef} missing />
        </td>
        <td colSpan={others} className={classes.missing}>
          <span>not in the catalog</span>
        </td>
      </tr>
    )
  }
  const owner = specRef(summary, 'owner', 'group')
  return (
    <tr>
      <td>
        <EntityLink entityRef={entityRef} label={{ title: titleOf(summary) }} search={search} />
        <p className={classes.description} dir="auto">
          {textOf(summary.metadata.description).slice(0, 200)}
        </p>
        {entityRef.startsWith('api:') && (
          <p className={classes.description}>
            <Link
              to="/catalog/$namespace/$kind/$name/$"
              params={{ ...readRef(entityRef), _splat: 'definition' }}
              search={search}
              className="cb-link"
              aria-label={`API definition of ${titleOf(summary)}`}
            >
              API Definition
            </Link>
          </p>
        )}
      </td>
      {columns.type && (
        <td className={classes.type} dir="auto">
          {specText(summary, 'type')}
        </td>
      )}
      {columns.lifecycle && (
        <td className={classes.lifecycle} dir="auto">
          {specText(summary, 'lifecycle')}
        </td>
      )}
      <td className={classes.owner}>{owner && <RefLink entityRef={owner} plain />}</td>
    </tr>
  )
}
