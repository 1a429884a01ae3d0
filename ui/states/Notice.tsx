import type { ReactNode } from 'react'
import classes from './Notice.module.css'

/** A page or panel with nothing to show: what is so, and what to do next. Never a dead end. */
export function Notice({
  title,
  children,
  actions,
  tone = 'plain',
  level = 2,
}: {
  title: string
  children?: ReactNode
  actions?: ReactNode
  tone?: 'plain' | 'bad'
  level?: 1 | 2 | 3
}) {
  const Heading = `h${level}` as const
  return (
    <div className={classes.notice} role={tone === 'bad' ? 'alert' : undefined}>
      <Heading className={classes.title}>{title}</Heading>
      {children && <div className={classes.body}>{children}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}
