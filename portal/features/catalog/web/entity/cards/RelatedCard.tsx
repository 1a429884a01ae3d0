import type { EntityView } from '@callboard/sdk/model'
import { Button, EntityLink, Failed, Panel, readRef, SearchField, Skeleton } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { asOfSearch, useAsOf } from '../../data/as-of.ts'
import { specRef, specText, textOf, titleOf } from '../../data/entity-text.ts'
import type { Summary } from '../../data/labels.ts'
import { RefLink } from '../../parts/RefLink.tsx'
import { useNeighbours } from '../data/related.ts'
import classes from './RelatedCard.module.css'
import { type RelatedSpec, refsOf } from './related-specs.ts'
import { YamlExample } from './YamlExample.tsx'

const shownAtFirst = 10
const shownMore = 50

/** The entities on the other end of one relation, as a small table. */
export function RelatedCard({ entity, spec }: { entity: EntityView; spec: RelatedSpec }) {
  const query = useNeighbours(entity)
  const [words, setWords] = useState('')
  const [shown, setShown] = useState(shownAtFirst)
  const refs = refsOf(entity, spec)
  const wanted = words.trim().toLowerCase()
  const rows = refs
    .map((ref) => ({ ref, summary: query.data?.get(ref) }))
    .filter(({ ref, summary }) => wanted === '' || textFor(ref, summary).includes(wanted))
    .toSorted((a, b) => nameOf(a.ref, a.summary).localeCompare(nameOf(b.ref, b.summary)))
  if (refs.length === 0) return <NothingRelated entity={entity} spec={spec} />
  return (
    <Panel
      title={spec.title}
      count={refs.length}
      actions={
        refs.length > shownAtFirst && (
          <span className={classes.filter}>
            <SearchField
              small
              label={`Filter ${spec.title.toLowerCase()}`}
              placeholder="Filter"
              value={words}
              onChange={setWords}
            />
          </span>
        )
      }
    >
      {query.error && !query.data ? (
        <Failed
          title="The entities could not be read"
          error={query.error}
          retry={() => void query.refetch()}
        />
      ) : (
        <div className={classes.box}>
          <table
            className={classes.table}
            aria-label={spec.title}
            data-short={!spec.hasLifecycle || undefined}
          >
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col" className={classes.type}>
                  Type
                </th>
                {spec.hasLifecycle && (
                  <th scope="col" className={classes.lifecycle}>
                    Lifecycle
                  </th>
                )}
                <th scope="col" className={classes.owner}>
                  Owner
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, shown).map(({ ref, summary }) => (
                <Row key={ref} entityRef={ref} summary={summary} hasLifecycle={spec.hasLifecycle} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length === 0 && <p className={classes.none}>No records to display</p>}
      {rows.length > shown && (
        <p className={classes.more}>
          <Button onClick={() => setShown(shown + shownMore)}>
            Show {Math.min(shownMore, rows.length - shown)} more
          </Button>
        </p>
      )}
    </Panel>
  )
}

function Row({
  entityRef,
  summary,
  hasLifecycle,
}: {
  entityRef: string
  summary: Summary | undefined
  hasLifecycle: boolean
}) {
  const search = asOfSearch(useAsOf())
  if (summary === undefined) {
    return (
      <tr>
        <td colSpan={hasLifecycle ? 4 : 3}>
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
        <td colSpan={hasLifecycle ? 3 : 2} className={classes.missing}>
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
      <td className={classes.type} dir="auto">
        {specText(summary, 'type')}
      </td>
      {hasLifecycle && (
        <td className={classes.lifecycle} dir="auto">
          {specText(summary, 'lifecycle')}
        </td>
      )}
      <td className={classes.owner}>{owner && <RefLink entityRef={owner} plain />}</td>
    </tr>
  )
}

function NothingRelated({ entity, spec }: { entity: EntityView; spec: RelatedSpec }) {
  return (
    <Panel title={spec.title} count={0}>
      <p className="cb-muted">{spec.empty}</p>
      <details className={classes.help}>
        <summary>Learn how to change this</summary>
        <YamlExample text={spec.example(entity)} />
      </details>
    </Panel>
  )
}

function nameOf(ref: string, summary: Summary | undefined): string {
  return summary ? titleOf(summary) : ref
}

function textFor(ref: string, summary: Summary | undefined): string {
  const parts = summary
    ? [titleOf(summary), specText(summary, 'type'), specText(summary, 'owner'), summary.metadata.description]
    : []
  return [ref, ...parts].join(' ').toLowerCase()
}
