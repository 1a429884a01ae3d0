import { Button, refLabel } from '@callboard/ui'
import { Modal } from '@mantine/core'
import type { Session, SessionState } from '../session/session.ts'
import { SignInChoices } from './SignInChoices.tsx'
import classes from './SignInPage.module.css'
import { useSignInPage } from './sign-in-page.ts'

/** The session ended under a page: the page stays as it is, and goes on once its user is back. */
export default function SignInAgain({
  session,
  state,
  backendUrl,
}: {
  session: Session
  state: Extract<SessionState, { status: 'ended' }>
  backendUrl: unknown
}) {
  const read = useSignInPage(session.place.basePath)
  const { user } = state
  return (
    <Modal.Root opened onClose={() => undefined} size={440} centered closeOnEscape={false}>
      <Modal.Overlay />
      <Modal.Content aria-label="Sign in again">
        <Modal.Body>
          <div className={classes.again}>
            <h2>Your session has ended</h2>
            <p className={classes.text}>
              The page stays as you left it. Sign in again as{' '}
              <span dir="auto">{user.displayName ?? refLabel(user.userEntityRef)}</span> to go on.
            </p>
            <SignInChoices
              read={read}
              session={session}
              state={state}
              backendUrl={backendUrl}
              onAway={() => undefined}
            />
            <p>
              <Button variant="quiet" onClick={() => void session.signOut()}>
                Sign out instead
              </Button>
            </p>
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
