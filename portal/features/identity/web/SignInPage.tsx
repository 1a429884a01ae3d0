import { PortalError } from '@callboard/sdk/errors'
import { BrandMark, Button, sentenceOf } from '@callboard/ui'
import { type ReactNode, useState } from 'react'
import classes from './SignInPage.module.css'

/** The first page of a visitor: what this is, and the ways in. */
export function SignInPage({ title, signIn }: { title: string; signIn(provider: string): Promise<void> }) {
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false })
  const enter = () => {
    setState({ busy: true })
    signIn('guest').catch((error: unknown) => setState({ busy: false, error }))
  }
  return (
    <main className={classes.page}>
      <title>{`Sign In | ${title}`}</title>
      <div className={classes.column}>
        <header className={classes.brand}>
          <BrandMark size={28} />
          <span className={classes.name} dir="auto">
            {title}
          </span>
        </header>
        <h1 className={classes.title}>Sign In</h1>
        <section className={classes.card} aria-labelledby="guest">
          <h2 className={classes.provider} id="guest">
            Guest
          </h2>
          <p className={classes.text}>
            Enter as a Guest User. You will not have a verified identity, meaning some features might be
            unavailable.
          </p>
          {state.error !== undefined && <SignInError error={state.error} />}
          <Button
            variant="primary"
            large
            className={classes.enter}
            aria-label="Enter: Sign in as Guest"
            disabled={state.busy}
            onClick={enter}
          >
            Enter
          </Button>
        </section>
      </div>
    </main>
  )
}

function SignInError({ error }: { error: unknown }) {
  return (
    <div className={classes.error} role="alert">
      <p className={classes.errorTitle}>Login failed</p>
      <p>{sentenceOf(error)}</p>
      <Remedy error={error} />
    </div>
  )
}

// The commonest ways in which the door is shut have a key in the config that opens it; name it.
function Remedy({ error }: { error: unknown }): ReactNode {
  if (!(error instanceof PortalError)) return null
  if (error.code === 'forbidden') {
    return (
      <>
        <p>
          This portal runs in production, where guests are refused unless its config allows them. If that is
          meant, an operator adds:
        </p>
        <pre className={classes.config}>{config}</pre>
      </>
    )
  }
  if (error.code === 'not_found') {
    return (
      <>
        <p>Guest access is not set up. An operator switches it on in the config:</p>
        <pre className={classes.config}>{'auth:\n  providers:\n    guest: {}'}</pre>
      </>
    )
  }
  return null
}

const config = `auth:
  providers:
    guest:
      dangerouslyAllowOutsideDevelopment: true`
