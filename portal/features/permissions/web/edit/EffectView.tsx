import { EntityLink, Panel } from '@callboard/ui'
import { useEffect, useRef } from 'react'
import type { Effect, Simulation } from '../../api.ts'
import classes from '../parts/policy.module.css'
import { Verdict } from '../parts/Verdict.tsx'

/** What a change would do: whom it touches, what they gain and what they lose, by name. */
export function EffectView({ simulation }: { simulation: Simulation }) {
  const { users, effects, warnings } = simulation
  const here = useRef<HTMLDivElement>(null)
  // The button that asked for it stands at the foot of a long form.
  useEffect(() => {
    // In braces: browsers answer with a promise, which React would take for a clean-up.
    here.current?.scrollIntoView({ block: 'start' })
  }, [simulation])
  const byUser = Map.groupBy(effects, ({ user }) => user)
  return (
    <div ref={here} className={classes.effect}>
      <Panel title="Effect" count={users.affected}>
        <div className={classes.panels}>
          <p role="status">
            {users.affected === 0
              ? `Nobody would notice: none of the ${users.considered} people looked at may more or less than now.`
              : `${users.affected} of ${users.considered} people may do something more or less than now.`}
            {users.truncated && ' There are more people than were looked at.'}
          </p>
          {warnings.length > 0 && (
            <ul className={classes.warnings}>
              {warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          )}
          {[...byUser].map(([user, of]) => (
            <section key={user} aria-label={user}>
              <h3>
                <EntityLink entityRef={user} label={{ title: user }} />
              </h3>
              <table className={classes.table}>
                <thead>
                  <tr>
                    {['Permission', 'Now', 'Then', 'Gains', 'Loses'].map((title) => (
                      <th key={title} scope="col">
                        {title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {of.map((effect) => (
                    <EffectRow key={effect.permission} effect={effect} />
                  ))}
                </tbody>
              </table>
            </section>
          ))}
        </div>
      </Panel>
    </div>
  )
}

function EffectRow({ effect }: { effect: Effect }) {
  const { permission, before, after, gained, lost } = effect
  return (
    <tr>
      <td className={classes.mono}>{permission}</td>
      <td data-label="Now">
        <Verdict result={before.result} count={before.count} />
      </td>
      <td data-label="Then">
        <Verdict result={after.result} count={after.count} />
      </td>
      <td data-label="Gains">
        <Refs of={gained} />
      </td>
      <td data-label="Loses">
        <Refs of={lost} />
      </td>
    </tr>
  )
}

function Refs({ of: { count, sample } }: { of: { count: number; sample: string[] } }) {
  if (count === 0) return <span className="cb-muted">–</span>
  return (
    <>
      <span className="cb-num">{count}</span>
      <ul className={classes.sub}>
        {sample.map((ref) => (
          <li key={ref}>
            <EntityLink entityRef={ref} label={{ title: ref }} plain />
          </li>
        ))}
        {count > sample.length && <li>and {count - sample.length} more</li>}
      </ul>
    </>
  )
}
