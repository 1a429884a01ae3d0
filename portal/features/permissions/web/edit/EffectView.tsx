import { type Column, EntityLink, Panel, Table } from '@callboard/ui'
import { useEffect, useRef } from 'react'
import type { Effect, Simulation } from '../../api.ts'
import form from '../parts/form.module.css'
import { Verdict } from '../parts/Verdict.tsx'
import { Warnings } from '../parts/Warnings.tsx'
import classes from './EffectView.module.css'

/** What a change would do: whom it touches, what they gain and what they lose, by name. */
export function EffectView({ simulation }: { simulation: Simulation }) {
  const { users, effects, warnings } = simulation
  const here = useRef<HTMLDivElement>(null)
  // The button that asked for it stands at the foot of a long form.
  useEffect(() => {
    // In braces: browsers answer with a promise, which React would take for a clean-up.
    here.current?.scrollIntoView({ block: 'start' })
  }, [simulation])
  return (
    <div ref={here} className={classes.effect}>
      <Panel title="Effect">
        <div className={form.stack}>
          <p role="status">
            {users.affected === 0
              ? `Nobody would notice: none of the ${users.considered} people looked at may do more or less than now.`
              : `${users.affected} of ${users.considered} people may do something more or less than now.`}
            {users.truncated && ' There are more people than were looked at.'} Nothing is saved yet.
          </p>
          <Warnings of={warnings} />
          {effects.length > 0 && (
            <Table
              caption="What changes for whom"
              columns={columns}
              rows={effects}
              keyOf={({ user, permission }) => `${user} ${permission}`}
            />
          )}
        </div>
      </Panel>
    </div>
  )
}

const columns: Column<Effect>[] = [
  { title: 'Person', as: 'title', cell: ({ user }) => <EntityLink entityRef={user} /> },
  { title: 'Permission', as: 'code', cell: ({ permission }) => permission },
  { title: 'Now', as: 'short', cell: ({ before }) => <Verdict {...before} /> },
  { title: 'Then', as: 'short', cell: ({ after }) => <Verdict {...after} /> },
  { title: 'Gains', cell: ({ gained }) => <Refs of={gained} /> },
  { title: 'Loses', cell: ({ lost }) => <Refs of={lost} /> },
]

/** How many, and the first of them by name. */
function Refs({ of: { count, sample } }: { of: Effect['gained'] }) {
  if (count === 0) return null
  return (
    <>
      <span className="cb-num">{count === 1 ? '1 entity' : `${count} entities`}</span>
      <ul className={`cb-sub ${classes.refs}`}>
        {sample.map((ref) => (
          <li key={ref}>
            <EntityLink entityRef={ref} />
          </li>
        ))}
        {count > sample.length && <li>and {count - sample.length} more</li>}
      </ul>
    </>
  )
}
