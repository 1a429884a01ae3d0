import { PortalError } from '@callboard/sdk/errors'
import { Button, Failed, Loaded, Notice, SettingsPage, Skeleton, sentenceOf, usePortal } from '@callboard/ui'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SignInWay } from '../../api.ts'
import { type AuthAnswer, logout, refresh, startAddress } from '../session/ask-provider.ts'
import { ProviderMark } from '../sign-in/ProviderMark.tsx'
import { readSignInPage } from '../sign-in/sign-in-page.ts'
import { openSignInWindow, trustedOrigins } from '../sign-in/sign-in-window.ts'
import classes from './ProvidersPage.module.css'

/** Accounts elsewhere that pages of the portal may use for me, such as GitHub for pull requests. */
export default function ProvidersPage() {
  const { basePath } = usePortal()
  const page = useQuery({
    queryKey: ['auth', 'providers'],
    queryFn: ({ signal }) => readSignInPage(basePath, signal),
    staleTime: 60_000,
  })
  return (
    <SettingsPage
      title="Authentication providers"
      lead="Accounts elsewhere that the portal can use for you: pull requests, templates and lists of what is yours ask them in your name, never with more than you may do there."
    >
      <Loaded
        query={page}
        failed="The providers could not be read"
        loading={<Skeleton width={420} height={44} />}
        isEmpty={({ items }) => items.every(({ startUrl }) => !startUrl)}
        empty={
          <Notice title="No Authentication Providers">
            <p>
              Nothing here needs a second sign-in. Providers that lend pages your account elsewhere, such as
              GitHub for pull requests, appear here when an operator adds them under{' '}
              <code>auth.providers</code> of the config.
            </p>
          </Notice>
        }
      >
        {({ items, environment }) => (
          <ul className={classes.providers}>
            {items
              .filter(({ startUrl }) => startUrl)
              .map((way) => (
                <Provider key={way.id} way={way} env={environment} />
              ))}
          </ul>
        )}
      </Loaded>
    </SettingsPage>
  )
}

function Provider({ way, env }: { way: SignInWay; env: string }) {
  const portal = usePortal()
  const queries = useQueryClient()
  const place = { basePath: portal.basePath, env }
  const queryKey = ['auth', 'account', way.id]
  const [state, setState] = useState<{ isBusy: boolean; error?: unknown }>({ isBusy: false })
  const account = useQuery({
    queryKey,
    queryFn: ({ signal }) => accountOf(refresh(place, way.id, { optional: true, signal })),
    retry: false,
    staleTime: 60_000,
  })
  const run = (work: () => Promise<AuthAnswer | null>) => {
    setState({ isBusy: true })
    work().then(
      (answer) => {
        setState({ isBusy: false })
        queries.setQueryData(queryKey, answer)
      },
      (error: unknown) => setState({ isBusy: false, error }),
    )
  }
  const signIn = () => {
    const opened = openSignInWindow(
      startAddress(place, way.id, 'popup'),
      trustedOrigins(portal.config('backend.baseUrl')),
    )
    if (opened) return run(() => opened.answer)
    setState({
      isBusy: false,
      error: new Error('Your browser blocks the sign-in window. Allow windows for this page and try again.'),
    })
  }
  const signOut = () =>
    run(async () => {
      await logout(place, way.id)
      return null
    })
  const isMine = portal.provider === way.id
  const who = account.data?.profile
  return (
    <li className={classes.provider}>
      <ProviderMark title={way.title} />
      <div className={classes.what}>
        <h2 className={classes.name}>{way.title}</h2>
        <p className="cb-muted" dir="auto">
          {account.isPending
            ? 'Asking…'
            : account.data
              ? `Signed in as ${who?.displayName ?? who?.email ?? 'you'}${isMine ? ', which is how you came into the portal' : ''}`
              : 'Not signed in'}
        </p>
      </div>
      <Button
        disabled={state.isBusy || account.isPending || (isMine && account.data !== null)}
        title={isMine ? 'You came in with this account: sign out of the portal to leave it.' : undefined}
        aria-label={`${account.data ? 'Sign out of' : 'Sign in to'} ${way.title}`}
        onClick={account.data ? signOut : signIn}
      >
        {account.data ? 'Sign out' : 'Sign in'}
      </Button>
      {state.error !== undefined && (
        <p className={classes.fault} role="alert">
          {sentenceOf(state.error)}
        </p>
      )}
      {account.error && (
        <div className={classes.fault}>
          <Failed title="This account could not be asked for" error={account.error} retry={account.refetch} />
        </div>
      )}
    </li>
  )
}

/** Null for somebody who has no session there: nothing is wrong about that. */
async function accountOf(answer: Promise<AuthAnswer>): Promise<AuthAnswer | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof PortalError && error.status === 401) return null
    throw error
  }
}
