import type { ConnectionState } from '../connection.ts'
import { useConnection } from '../connection-context.ts'
import classes from './AwayBanner.module.css'

/** Says in place that the portal is away; what was read before stays readable below it. */
export function AwayBanner() {
  const connection = useConnection()
  return (
    <div role="status">
      {connection.status === 'away' && (
        <div className={classes.banner}>
          <strong>{whatIs(connection)}</strong>{' '}
          {connection.isStarting && `${connection.reason}${/[.!?]$/.test(connection.reason) ? '' : '.'} `}
          What you see may be old; this page goes on by itself.
        </div>
      )}
    </div>
  )
}

function whatIs({ isStarting }: ConnectionState & { status: 'away' }): string {
  if (isStarting) return 'The portal is not ready.'
  return navigator.onLine ? 'The portal cannot be reached.' : 'You are offline.'
}
