import { BrandMark } from '@callboard/ui'
import type { Session, SessionState } from '../session/session.ts'
import { SignInChoices } from './SignInChoices.tsx'
import classes from './SignInPage.module.css'
import { useSignInPage } from './sign-in-page.ts'

/** The first page of a visitor: what this is, and the ways in. */
export default function SignInPage({
  title,
  session,
  state,
  backendUrl,
  onAway,
}: {
  title: string
  session: Session
  state: Extract<SessionState, { status: 'signed-out' }>
  backendUrl: unknown
  /** Called when the portal itself cannot be reached. */
  onAway(): void
}) {
  const read = useSignInPage(session.place.basePath)
  const page = read.at === 'read' ? read.page : undefined
  const heading = page?.title ?? 'Sign In'
  return (
    <main className={classes.page}>
      <title>{`${heading} | ${title}`}</title>
      <div className={classes.column}>
        <header className={classes.brand}>
          <BrandMark size={28} />
          <span className={classes.name} dir="auto">
            {title}
          </span>
        </header>
        <h1 className={classes.title} dir="auto">
          {heading}
        </h1>
        {page?.message && (
          <p className={classes.lead} dir="auto">
            {page.message}
          </p>
        )}
        {state.reason && (
          <p className={classes.said} role="status">
            {state.reason === 'idle'
              ? 'You were signed out because nobody was here for a while.'
              : 'You are signed out.'}
          </p>
        )}
        <SignInChoices read={read} session={session} state={state} backendUrl={backendUrl} onAway={onAway} />
      </div>
    </main>
  )
}
