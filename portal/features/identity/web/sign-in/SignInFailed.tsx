import { PortalError } from '@callboard/sdk/errors'
import { Button, sentenceOf, withCode } from '@callboard/ui'
import type { ReactNode } from 'react'
import type { SignInWay } from '../../api.ts'
import classes from './SignInPage.module.css'
import { WindowClosed } from './sign-in-window.ts'
import type { SignIn } from './use-sign-in.ts'

/** What failed, why, and what mends it, in the server's words. */
export function SignInFailed({ way, error, signIn }: { way: SignInWay; error: unknown; signIn: SignIn }) {
  return (
    <div className={classes.error} role="alert">
      <p className={classes.errorTitle}>Login failed</p>
      {way.kind === 'proxy' && (
        <p>You do not appear to be signed in. Please try reloading the browser page.</p>
      )}
      <p dir="auto">{withCode(sentenceOf(error))}</p>
      {error instanceof WindowClosed ? (
        <p className={classes.progressActions}>
          <Button onClick={() => signIn.start(way, { redirect: true })}>Continue in this window</Button>
        </p>
      ) : (
        <Remedy way={way} error={error} />
      )}
    </div>
  )
}

// The commonest ways in which the door is shut have a key in the config that opens it; name it.
function Remedy({ way, error }: { way: SignInWay; error: unknown }): ReactNode {
  if (way.kind !== 'guest' || !(error instanceof PortalError)) return null
  if (error.code === 'forbidden') {
    return (
      <>
        <p>
          This portal runs in production, where guests are refused unless its config allows them. If that is
          meant, an operator adds:
        </p>
        <pre className={classes.config}>{guestOutside}</pre>
      </>
    )
  }
  return null
}

const guestOutside = `auth:
  providers:
    guest:
      dangerouslyAllowOutsideDevelopment: true`
