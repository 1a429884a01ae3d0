import { Select } from '@callboard/ui'
import type { ComponentProps } from 'react'
import classes from './Choice.module.css'

/** One of a few, with its name beside it; the list says it itself to those who listen. */
export function Choice<T extends string>(props: ComponentProps<typeof Select<T>>) {
  return (
    <span className={classes.choice}>
      <span aria-hidden="true">{props.label}</span>
      <Select {...props} />
    </span>
  )
}
