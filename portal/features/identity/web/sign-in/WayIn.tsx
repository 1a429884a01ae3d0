import { Button } from '@callboard/ui'
import { type FormEvent, useId, useState } from 'react'
import type { SignInWay } from '../../api.ts'
import { ProviderMark } from './ProviderMark.tsx'
import { SignInFailed } from './SignInFailed.tsx'
import classes from './SignInPage.module.css'
import type { SignIn, Step } from './use-sign-in.ts'

/** One way in: its name, what it is, and the button, or the fields it asks for. */
export function WayIn({
  way,
  step,
  signIn,
  isFirst,
  isAlone,
  isBusy,
}: {
  way: SignInWay
  step: Step
  signIn: SignIn
  isFirst: boolean
  isAlone: boolean
  isBusy: boolean
}) {
  const id = useId()
  const isGuest = way.kind === 'guest'
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div className={classes.way} data-alone={isAlone || undefined}>
        {(!isGuest || !isAlone) && <ProviderMark title={way.title} isPerson={isGuest} />}
        <div className={classes.what}>
          <h2 className={classes.provider} id={id} dir="auto">
            {way.title}
          </h2>
          <p className={classes.text} dir="auto">
            {way.message}
          </p>
        </div>
        {way.kind !== 'form' && (
          <Button
            variant={isFirst ? 'primary' : 'plain'}
            large={isAlone}
            className={classes.enter}
            aria-label={isGuest ? 'Enter: Sign in as Guest' : `Sign In with ${way.title}`}
            disabled={isBusy}
            onClick={() => signIn.start(way)}
          >
            {isGuest ? 'Enter' : 'Sign In'}
          </Button>
        )}
      </div>
      {way.kind === 'form' && <PasswordFields way={way} signIn={signIn} isFirst={isFirst} isBusy={isBusy} />}
      <Progress way={way} step={step} signIn={signIn} />
      {step.at === 'failed' && <SignInFailed way={way} error={step.error} signIn={signIn} />}
    </section>
  )
}

function PasswordFields({
  way,
  signIn,
  isFirst,
  isBusy,
}: {
  way: SignInWay
  signIn: SignIn
  isFirst: boolean
  isBusy: boolean
}) {
  const [fields, setFields] = useState({ username: '', password: '' })
  const isReady = fields.username.trim() !== '' && fields.password !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady && !isBusy) signIn.sendPassword(way, { ...fields, username: fields.username.trim() })
  }
  return (
    <form className={classes.form} onSubmit={submit} aria-label={`Sign In with ${way.title}`}>
      <label className={classes.field}>
        <span>User name</span>
        <input
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={fields.username}
          onChange={({ currentTarget }) => setFields({ ...fields, username: currentTarget.value })}
        />
      </label>
      <label className={classes.field}>
        <span>Password</span>
        <input
          name="password"
          type="password"
          autoComplete="current-password"
          value={fields.password}
          onChange={({ currentTarget }) => setFields({ ...fields, password: currentTarget.value })}
        />
      </label>
      <Button type="submit" variant={isFirst ? 'primary' : 'plain'} large disabled={isBusy || !isReady}>
        Sign In
      </Button>
    </form>
  )
}

function Progress({ way, step, signIn }: { way: SignInWay; step: Step; signIn: SignIn }) {
  if (step.at === 'asking') {
    return (
      <p className={classes.progress} role="status">
        {way.kind === 'proxy'
          ? `Asking ${way.title}, which stands before this portal, who you are…`
          : 'Signing in…'}
      </p>
    )
  }
  if (step.at === 'leaving') {
    return (
      <p className={classes.progress} role="status">
        {step.isBlocked
          ? `Your browser does not let a sign-in window open, so this page goes to ${way.title} and comes back.`
          : `Going to ${way.title}…`}
      </p>
    )
  }
  if (step.at !== 'window') return null
  return (
    <div className={classes.progress} role="status">
      <p>Finish signing in in the window that opened.</p>
      <p className={classes.progressActions}>
        <Button onClick={signIn.showWindow}>Show it</Button>
        <Button variant="quiet" onClick={signIn.cancel}>
          Cancel
        </Button>
      </p>
    </div>
  )
}
