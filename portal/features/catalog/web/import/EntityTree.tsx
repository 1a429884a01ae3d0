import { type EntityView, refOf } from '@callboard/sdk/model'
import { Button, KindGlyph, kindPlural, kindSingular, SafeLink } from '@callboard/ui'
import { useState } from 'react'
import { specText, titleOf } from '../data/entity-text.ts'
import classes from './ImportPage.module.css'
import type { Candidate } from './import-data.ts'

/** Locations with the entities each would give. */
export function EntityTree({ candidates }: { candidates: Candidate[] }) {
  return candidates.map((candidate) => (
    <div key={candidate.target} className={classes.location}>
      <SafeLink href={candidate.target}>{candidate.target}</SafeLink>
      <EntityList candidate={candidate} />
    </div>
  ))
}

/** As many as are looked at one by one; more are told by their kinds first. */
const shown = 12

export function EntityList({ candidate: { entities } }: { candidate: Candidate }) {
  const [isWhole, setWhole] = useState(false)
  if (entities.length === 0) return <p className="cb-muted">There are no entities at this location.</p>
  const isLong = entities.length > shown + 3
  return (
    <>
      {isLong && <p className="cb-muted">{summaryOf(entities)}</p>}
      <ul className={classes.list}>
        {(isLong && !isWhole ? entities.slice(0, shown) : entities).map((entity) => (
          <li key={refOf(entity)} className={classes.entity}>
            <KindGlyph kind={entity.kind} />
            <span dir="auto">{titleOf(entity)}</span>
            <span className="cb-muted">
              {[kindSingular(entity.kind), specText(entity, 'type')].filter(Boolean).join(', ')}
            </span>
          </li>
        ))}
      </ul>
      {isLong && (
        <Button
          variant="quiet"
          className={classes.showAll}
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? 'Show fewer' : `Show all ${entities.length}`}
        </Button>
      )}
    </>
  )
}

/** `420 Components, 80 APIs`, most frequent first. */
function summaryOf(entities: EntityView[]): string {
  return [...Map.groupBy(entities, ({ kind }) => kind)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([kind, of]) => `${of.length} ${of.length === 1 ? kindSingular(kind) : kindPlural(kind)}`)
    .join(', ')
}
