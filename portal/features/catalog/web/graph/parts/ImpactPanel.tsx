import { Button, CopyButton, Loaded, Segmented, Skeleton } from '@callboard/ui'
import { useMemo, useState } from 'react'
import type { ImpactAnswer } from '../../../api.ts'
import { useImpact } from '../data/graph-data.ts'
import { impactCsv } from '../model/impact-csv.ts'
import { impactSentence } from '../model/impact-sentence.ts'
import { ImpactGroup } from './ImpactGroup.tsx'
import classes from './SidePanel.module.css'

type Direction = ImpactAnswer['direction']

const counted: Record<Direction, string> = {
  dependents:
    'Counted through dependents, provided APIs, their consumers, and parts, over any number of steps.',
  dependencies:
    'Counted through dependencies, consumed APIs, their providers, and parts, over any number of steps.',
}
const nothing: Record<Direction, string> = {
  dependents:
    'Nobody declares to depend on it, to consume its APIs, or to be a part of it. A dependency that no file declares stays unseen.',
  dependencies: 'Its file names no dependency, no consumed API, and nothing is a part of it.',
}

/** The list beside the graph: what breaks or is relied on, whose it is, how far away. */
export function ImpactPanel({
  entityRef,
  direction,
  onDirection,
  onSelect,
}: {
  entityRef: string
  direction: Direction
  onDirection(direction: Direction): void
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
        {(impact) => <Impact key={`${impact.ref} ${impact.direction}`} impact={impact} onSelect={onSelect} />}
      </Loaded>
    </aside>
  )
}

const groupsAtOnce = 25

function Impact({ impact, onSelect }: { impact: ImpactAnswer; onSelect(ref: string): void }) {
  const [shown, setShown] = useState(groupsAtOnce)
  const csv = useMemo(() => impactCsv(impact), [impact])
  const rest = impact.groups.length - shown
  return (
    <>
      <h2 className={classes.title}>{impactSentence(impact)}</h2>
      <p className={classes.how}>{(impact.total === 0 ? nothing : counted)[impact.direction]}</p>
      {impact.total > 0 && <CopyButton label="Copy as CSV" text={csv} />}
      {impact.groups.slice(0, shown).map((group) => (
        <ImpactGroup key={group.owner?.ref ?? ''} group={group} onSelect={onSelect} />
      ))}
      {rest > 0 && (
        <Button onClick={() => setShown(shown + 100)}>
          Show {Math.min(rest, 100)} more of {impact.groups.length} owners
        </Button>
      )}
    </>
  )
}
