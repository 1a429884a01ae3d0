import { Button, sentenceOf } from '@callboard/ui'
import { useState } from 'react'
import type { PolicyChange } from '../../api.ts'
import { useSave, useSimulation } from '../data/policy-data.ts'
import classes from './EffectFoot.module.css'
import { EffectView } from './EffectView.tsx'

/** Look before you save: what the change does to people on the catalog as it is, then the button that does it. */
export function EffectFoot({
  change,
  basedOn,
  summary,
  problem,
  saves = 'Save',
  isSticky,
  onSaved,
  onCancel,
}: {
  change: PolicyChange
  basedOn: number
  summary: string
  /** Why it cannot be saved as it is. */
  problem?: string | undefined
  /** What the button that does it is called. */
  saves?: string
  /** Stays in sight below a long form. */
  isSticky?: boolean
  onSaved(): void
  onCancel?(): void
}) {
  const simulation = useSimulation()
  const save = useSave()
  const now = JSON.stringify(change)
  const [looked, setLooked] = useState<string>()
  const isFresh = looked === now && simulation.data !== undefined
  const look = () => simulation.mutate({ change }, { onSuccess: () => setLooked(now) })
  const error = simulation.error ?? save.error
  return (
    <>
      {isFresh && simulation.data && <EffectView simulation={simulation.data} />}
      {looked !== undefined && looked !== now && (
        <p className="cb-muted">You changed something since: look at the effect again.</p>
      )}
      {error && (
        <p className="cb-bad" role="alert">
          {sentenceOf(error)}
        </p>
      )}
      <div className={classes.foot} data-sticky={isSticky || undefined}>
        <Button
          variant={isFresh || problem !== undefined ? 'plain' : 'primary'}
          disabled={problem !== undefined || simulation.isPending}
          title={problem}
          onClick={look}
        >
          {simulation.isPending ? 'Trying it on the catalog…' : 'See the effect before saving'}
        </Button>
        <Button
          variant={isFresh ? 'primary' : 'plain'}
          disabled={problem !== undefined || save.isPending}
          title={problem}
          onClick={() => save.mutate({ change, basedOn, summary }, { onSuccess: onSaved })}
        >
          {save.isPending ? 'Saving…' : saves}
        </Button>
        {onCancel && (
          <Button variant="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
        {problem && <span className="cb-sub">{problem}</span>}
      </div>
    </>
  )
}
