import { Fragment, type ReactNode } from 'react'
import classes from './Facts.module.css'

/** A definition list in two columns. Facts without a value are left out. */
export function Facts({ facts }: { facts: [term: string, value: ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(([term, value]) =>
        value === undefined || value === null || value === false ? null : (
          <Fragment key={term}>
            <dt className={classes.term}>{term}</dt>
            <dd className={classes.value}>{value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  )
}
