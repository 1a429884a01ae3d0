import { refOf } from '@callboard/sdk/model'
import { KindGlyph, SafeLink } from '@callboard/ui'
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

export function EntityList({ candidate }: { candidate: Candidate }) {
  if (candidate.entities.length === 0)
    return <p className="cb-muted">There are no entities at this location.</p>
  return (
    <ul className={classes.list}>
      {candidate.entities.map((entity) => (
        <li key={refOf(entity)} className={classes.entity}>
          <KindGlyph kind={entity.kind} />
          <span dir="auto">{titleOf(entity)}</span>
          <span className="cb-muted">
            {[entity.kind, specText(entity, 'type')].filter(Boolean).join(', ')}
          </span>
        </li>
      ))}
    </ul>
  )
}
