import type { Problem } from '@callboard/sdk/model'
import { Button, Panel } from '@callboard/ui'
import { useState } from 'react'
import { ProblemList } from '../parts/ProblemList.tsx'
import { EntityList, EntityTree } from './EntityTree.tsx'
import classes from './ImportPage.module.css'
import { type Candidate, listed } from './import-data.ts'

/** Which of the files that a repository holds are to be registered. */
export function LocationsStep({
  candidates,
  problems,
  review,
  restart,
}: {
  candidates: Candidate[]
  /** What stands against files that cannot be offered. */
  problems: Problem[]
  review(targets: string[]): void
  restart(): void
}) {
  const fresh = candidates.filter((candidate) => !candidate.exists)
  const known = candidates.filter((candidate) => candidate.exists)
  const [picked, setPicked] = useState(() => new Set(fresh.map(({ target }) => target)))
  const toggle = (target: string) => {
    const next = new Set(picked)
    if (!next.delete(target)) next.add(target)
    setPicked(next)
  }
  const targets = fresh.map(({ target }) => target).filter((target) => picked.has(target))
  return (
    <>
      {fresh.length > 0 && (
        <Panel
          title="Select one or more locations that are present in your git repository"
          actions={
            <Button
              variant="quiet"
              onClick={() =>
                setPicked(new Set(targets.length === fresh.length ? [] : fresh.map(({ target }) => target)))
              }
            >
              {targets.length === fresh.length ? 'Select none' : 'Select all'}
            </Button>
          }
        >
          {fresh.map((candidate) => (
            <div key={candidate.target} className={classes.location}>
              <label className={classes.pick}>
                <input
                  type="checkbox"
                  checked={picked.has(candidate.target)}
                  onChange={() => toggle(candidate.target)}
                />
                {candidate.target}
              </label>
              <EntityList candidate={candidate} />
            </div>
          ))}
        </Panel>
      )}
      {known.length > 0 && (
        <Panel title="These locations already exist in the catalog:">
          <EntityTree candidates={known} />
        </Panel>
      )}
      {problems.length > 0 && (
        <Panel title="These files cannot be used as they are" count={problems.length}>
          <ProblemList problems={problems.map(listed)} />
        </Panel>
      )}
      <div className={classes.actions}>
        {fresh.length > 0 ? (
          <Button variant="primary" disabled={targets.length === 0} onClick={() => review(targets)}>
            Review
          </Button>
        ) : (
          <Button variant="primary" onClick={() => review(known.map(({ target }) => target))}>
            Review
          </Button>
        )}
        <Button onClick={restart}>Back</Button>
      </div>
    </>
  )
}
