import { relationTitle } from '@callboard/sdk/model'
import { CopyButton, EntityLink, KindGlyph, Loaded, Segmented, Skeleton } from '@callboard/ui'
import { useImpact } from '../data/graph-data.ts'
import { nodeTitle } from '../model/drawing.ts'
import { impactCsv } from '../model/impact-csv.ts'
import { impactSentence } from '../model/impact-sentence.ts'
import classes from './SidePanel.module.css'

/** How many of one owner are listed; the CSV has all. */
const shownPerOwner = 60

/** The list beside the graph: what breaks or is relied on, whose it is, how far away. */
export function ImpactPanel({
  entityRef,
  direction,
  onDirection,
  onSelect,
}: {
  entityRef: string
  direction: 'dependents' | 'dependencies'
  onDirection(direction: 'dependents' | 'dependencies'): void
  onSelect(ref: string): void
}) {
  const query = useImpact(entityRef, direction)
  return (
    <aside className={classes.panel} aria-label="Impact">
      <Segmented
        label="Which way"
        value={direction}
        options={[
          { value: 'dependents', label: 'What breaks' },
          { value: 'dependencies', label: 'What it relies on' },
        ]}
        onChange={onDirection}
      />
      <Loaded
        query={query}
        failed="The impact could not be read"
        loading={<Skeleton width={200} height={16} />}
      >
        {(impact) => (
          <>
            <h2 className={classes.title} role="status">
              {impactSentence(impact)}
            </h2>
            {impact.total === 0 ? (
              <p className={classes.missing}>
                {direction === 'dependents'
                  ? 'Nobody declares to depend on it, to consume its APIs, or to be a part of it. That is what the catalog knows: an undeclared dependency stays unseen.'
                  : 'Its file names no dependency, no consumed API and no part.'}
              </p>
            ) : (
              <>
                <p className={classes.how}>
                  Counted through{' '}
                  {direction === 'dependents'
                    ? 'dependents, provided APIs and their consumers'
                    : 'dependencies, consumed APIs and their providers'}
                  , and parts, over any number of steps.
                </p>
                <CopyButton label="Copy as CSV" text={impactCsv(impact)} />
                {impact.groups.map(({ owner, count, entities }) => (
                  <section
                    key={owner?.ref ?? ''}
                    className={classes.group}
                    aria-label={owner?.title ?? 'No owner'}
                  >
                    <h3 className={classes.groupHead}>
                      {owner ? (
                        <EntityLink
                          entityRef={owner.ref}
                          label={{ title: owner.title }}
                          missing={owner.missing}
                        />
                      ) : (
                        'No owner'
                      )}
                      <span className={classes.count}>{count}</span>
                    </h3>
                    <ul>
                      {entities.slice(0, shownPerOwner).map((entity) => (
                        <li key={entity.ref}>
                          <button
                            type="button"
                            className={classes.item}
                            title={`${relationTitle(entity.via.type)} of ${entity.via.ref}`}
                            onClick={() => onSelect(entity.ref)}
                          >
                            <KindGlyph kind={entity.kind} size={14} missing={entity.missing} />
                            <span className={classes.itemText} dir="auto">
                              {nodeTitle(entity)}
                            </span>
                            <span className={classes.depth}>
                              {entity.depth === 1 ? 'directly' : `${entity.depth} steps`}
                            </span>
                          </button>
                        </li>
                      ))}
                      {entities.length > shownPerOwner && (
                        <li className="cb-muted">and {entities.length - shownPerOwner} more, see the CSV</li>
                      )}
                    </ul>
                  </section>
                ))}
              </>
            )}
          </>
        )}
      </Loaded>
    </aside>
  )
}
