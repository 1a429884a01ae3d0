import type { EntityView } from '@callboard/sdk/model'
import { Button, Failed, Panel, SearchField } from '@callboard/ui'
import { useState } from 'react'
import { specText, titleOf } from '../../data/entity-text.ts'
import type { Summary } from '../../data/labels.ts'
import { useNeighbours } from '../data/related.ts'
import classes from './RelatedCard.module.css'
import { type RelatedColumns, RelatedRow } from './RelatedRow.tsx'
import { type RelatedSpec, refsOf } from './related-specs.ts'
import { YamlHelp } from './YamlHelp.tsx'

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
  // A column that says nothing of anybody is left out, once all is read.
  const columns: RelatedColumns = {
    type: !query.data || rows.some(({ summary }) => summary && specText(summary, 'type') !== ''),
    lifecycle: spec.hasLifecycle,
  }
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
            data-short={!columns.lifecycle || undefined}
          >
            <thead>
              <tr>
                <th scope="col">Name</th>
                {columns.type && (
                  <th scope="col" className={classes.type}>
                    Type
                  </th>
                )}
                {columns.lifecycle && (
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
                <RelatedRow key={ref} entityRef={ref} summary={summary} columns={columns} />
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

function NothingRelated({ entity, spec }: { entity: EntityView; spec: RelatedSpec }) {
  return (
    <Panel title={spec.title} count={0}>
      <p className="cb-muted">{spec.empty}</p>
      <YamlHelp text={spec.example(entity)} />
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
