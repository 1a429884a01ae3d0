import { PortalError } from '@callboard/sdk/errors'
import { Failed, Skeleton } from '@callboard/ui'
import { useEffect, useRef } from 'react'
import type { SignInPage } from '../../api.ts'
import type { Session, SessionState } from '../session/session.ts'
import { NoWayIn } from './NoWayIn.tsx'
import classes from './SignInPage.module.css'
import type { useSignInPage } from './sign-in-page.ts'
import { type Step, useSignIn } from './use-sign-in.ts'
import { WayIn } from './WayIn.tsx'

interface Props {
  session: Session
  state: Extract<SessionState, { status: 'signed-out' | 'ended' }>
  backendUrl: unknown
  onAway(): void
}

/** The ways in, as a list of cards; the one that is being tried says how that goes. */
export function SignInChoices({ read, ...props }: Props & { read: ReturnType<typeof useSignInPage> }) {
  const { onAway } = props
  const isAway =
    read.at === 'failed' && read.error instanceof PortalError && read.error.code === 'unavailable'
  useEffect(() => {
    if (isAway) onAway()
  }, [isAway, onAway])
  if (read.at === 'reading') {
    return (
      <div className={classes.card} aria-busy="true">
        <Skeleton height={44} />
      </div>
    )
  }
  if (read.at === 'failed') {
    return <Failed title="The ways to sign in could not be read" error={read.error} retry={read.again} />
  }
  if (read.page.items.length === 0) return <NoWayIn environment={read.page.environment} />
  return <Ways page={read.page} {...props} />
}

function Ways({ page, session, state, backendUrl, onAway }: Props & { page: SignInPage }) {
  const signIn = useSignIn(session, { flow: page.flow, backendUrl, failure: failureOf(state) })
  const { step } = signIn
  useEffect(() => {
    if (step.at === 'failed' && step.error instanceof PortalError && step.error.code === 'unavailable')
      onAway()
  }, [step, onAway])
  const tried = useRef(false)
  const auto = page.items.find((way) => way.auto)
  // Not again by itself for somebody who has just gone out, or for whom it has just failed.
  const mayStart = state.status === 'signed-out' && !state.reason && !state.failure
  const { start } = signIn
  useEffect(() => {
    if (!auto || !mayStart || tried.current || auto.kind === 'form') return
    tried.current = true
    // Without a click browsers open no window.
    start(auto, { redirect: true })
  }, [auto, mayStart, start])
  // A failure of a way that the page does not list is told at the first one.
  const isListed = (id: string) => page.items.some((way) => way.id === id)
  return (
    <div className={classes.ways}>
      {page.items.map((way, index) => (
        <WayIn
          key={way.id}
          way={way}
          signIn={signIn}
          isFirst={index === 0}
          isAlone={page.items.length === 1}
          step={'way' in step && (step.way === way.id || (!isListed(step.way) && index === 0)) ? step : idle}
          isBusy={step.at !== 'idle' && step.at !== 'failed'}
        />
      ))}
    </div>
  )
}

const idle: Step = { at: 'idle' }

function failureOf(state: Props['state']): Step | undefined {
  if (state.status !== 'signed-out' || !state.failure) return undefined
  return { at: 'failed', way: state.failure.provider, error: state.failure.error }
}
