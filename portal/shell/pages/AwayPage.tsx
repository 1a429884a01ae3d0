import { Notice } from '@callboard/ui'
import type { ConnectionState } from '../connection.ts'
import classes from './pages.module.css'

/** Shown instead of a page while the portal is starting or cannot be reached. Goes away by itself. */
export function AwayPage({
  state,
  title,
}: {
  state: Extract<ConnectionState, { status: 'away' }>
  title: string
}) {
  return (
    <main className={classes.away} aria-live="polite">
      <title>{title}</title>
      <Notice level={1} title={state.isStarting ? `${title} is starting` : `${title} cannot be reached`}>
        <p>{state.reason}</p>
        <p>This page asks again every two seconds and goes on by itself.</p>
      </Notice>
    </main>
  )
}
