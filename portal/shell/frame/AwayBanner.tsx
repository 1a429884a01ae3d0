import { useConnection } from '../connection-context.ts'
import classes from './AwayBanner.module.css'

/** Says in place that the portal is away; what was read before stays readable below it. */
export function AwayBanner() {
  const connection = useConnection()
  return (
    <div role="status">
      {connection.status === 'away' && (
        <div className={classes.banner}>
          <strong>
            {connection.isStarting ? 'The portal is starting.' : 'The portal cannot be reached.'}
          </strong>{' '}
          {connection.isStarting && `${connection.reason}${/[.!?]$/.test(connection.reason) ? '' : '.'} `}
          What you see may be old; this page goes on by itself.
        </div>
      )}
    </div>
  )
}
