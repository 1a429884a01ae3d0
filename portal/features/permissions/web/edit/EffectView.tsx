import { Button, type Column, EntityLink, Panel, Table } from '@callboard/ui'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Simulation } from '../../api.ts'
import form from '../parts/form.module.css'
import { Verdict } from '../parts/Verdict.tsx'
import { Warnings } from '../parts/Warnings.tsx'
import classes from './EffectView.module.css'
import { type EffectGroup, groupEffects } from './group-effects.ts'

/** What a change would do: whom it touches, what they gain and what they lose, by name. */
export function EffectView({ simulation }: { simulation: Simulation }) {
  const { users, total, effects, warnings } = simulation
  const groups = useMemo(() => groupEffects(effects), [effects])
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
            {total > effects.length && ` These are the first ${effects.length} of ${total} effects.`} Nothing
            is saved yet.
          </p>
          <Warnings of={warnings} />
          <Effects groups={groups} />
        </div>
      </Panel>
    </div>
  )
}

/** Drawn at first; a button shows the rest. */
const shownAtFirst = 20

function Effects({ groups }: { groups: EffectGroup[] }) {
  const [isAll, setAll] = useState(false)
  if (groups.length === 0) return null
  return (
    <>
      <Table
        caption="What changes for whom"
        columns={columns}
        rows={isAll ? groups : groups.slice(0, shownAtFirst)}
        keyOf={({ key }) => key}
      />
      {!isAll && groups.length > shownAtFirst && (
        <div>
          <Button onClick={() => setAll(true)}>Show all {groups.length}</Button>
        </div>
      )}
    </>
  )
}

const columns: Column<EffectGroup>[] = [
  {
    title: 'Permission',
    as: 'title',
    cell: ({ permissions }) => (
      <ul className="cb-code">
        {permissions.map((permission) => (
          <li key={permission} className={classes.permission}>
            {permission}
          </li>
        ))}
      </ul>
    ),
  },
  { title: 'Now', as: 'short', cell: ({ change }) => <Verdict {...change.before} /> },
  { title: 'Then', as: 'short', cell: ({ change }) => <Verdict {...change.after} /> },
  { title: 'For whom', cell: ({ users }) => <Named of={users} count={users.length} title="people" /> },
  {
    title: 'Entities',
    cell: ({ change: { gained, lost } }) => (
      <>
        {gained.count > 0 && <Named of={gained.sample} count={gained.count} title="more" />}
        {lost.count > 0 && <Named of={lost.sample} count={lost.count} title="fewer" />}
      </>
    ),
  },
]

const namedAtMost = 6

/** How many, and the first of them by name. */
function Named({ of, count, title }: { of: readonly string[]; count: number; title: string }) {
  const named = of.slice(0, namedAtMost)
  return (
    <ul className={classes.names}>
      {(count > 1 || title !== 'people') && (
        <li>
          {count} {title}:
        </li>
      )}
      {named.map((ref) => (
        <li key={ref} className={classes.name}>
          <EntityLink entityRef={ref} />
        </li>
      ))}
      {count > named.length && (
        <li className="cb-muted" title={of.slice(namedAtMost).join('\n')}>
          and {count - named.length} more
        </li>
      )}
    </ul>
  )
}
