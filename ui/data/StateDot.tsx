import classes from './StateDot.module.css'

export type StateTone = 'good' | 'bad' | 'warn' | 'busy' | 'idle'

/** How something is, as a dot; in words for those who do not see it, unless the words stand beside it. */
export function StateDot({ tone, words }: { tone: StateTone; words?: string }) {
  return (
    <>
      <span className={classes.dot} data-tone={tone} title={words} />
      {words !== undefined && <span className="cb-hidden">{words}: </span>}
    </>
  )
}
