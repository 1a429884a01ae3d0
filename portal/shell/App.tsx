import { PortalError } from '@callboard/sdk/errors'
import type { Portal } from '@callboard/sdk/web'
import { forgetPermissions, PortalProvider } from '@callboard/ui'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState, useSyncExternalStore } from 'react'
import { createSession, readIdle } from '../features/identity/web/index.ts'
import type { AppConfig } from './app-config.ts'
import { createConnection } from './connection.ts'
import { ConnectionContext } from './connection-context.ts'
import { extensionsIn, readExtensions, withExtensions } from './extensions.ts'
import { features as allFeatures } from './features.ts'
import { AwayPage } from './pages/AwayPage.tsx'
import { SigningInPage } from './pages/SigningInPage.tsx'
import { recover } from './recover.ts'
import { createRequest } from './request.ts'
import { createPortalRouter } from './router.tsx'
import { createVisits } from './visits.ts'

const SignInPage = lazy(() => import('../features/identity/web/sign-in/SignInPage.tsx'))
const SignInAgain = lazy(() => import('../features/identity/web/sign-in/SignInAgain.tsx'))
const AutoLogout = lazy(() => import('../features/identity/web/session/AutoLogout.tsx'))

/** The browser side, put together: config → session → connection → requests → router. */
function assemble(config: AppConfig) {
  const queryClient = new QueryClient({
    defaultOptions: {
      // A browser that believes to be offline may still reach a portal nearby; and what fails says so at least.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        staleTime: 15_000,
        refetchOnWindowFocus: true,
        // Only faults may pass by themselves; a refusal or a missing thing will not.
        retry: (count, error) => count < 1 && error instanceof PortalError && error.status === 500,
      },
    },
  })
  recover(queryClient)
  const session = createSession(config.basePath, textOf(config.get('auth.environment')))
  const connection = createConnection(config.basePath, () => {
    session.restore()
    void queryClient.invalidateQueries()
  })
  if (session.snapshot().status !== 'signed-in') connection.check()
  const request = createRequest(config.basePath, session, connection)
  session.subscribe(() => {
    const { status } = session.snapshot()
    // Somebody else may come next, or the same person with other rights.
    if (status === 'signed-out') queryClient.clear()
    if (status === 'signed-out' || status === 'ended') forgetPermissions({ request })
  })
  const extensions = readExtensions(config.get('app.extensions'))
  const features = withExtensions(allFeatures, extensions)
  const router = createPortalRouter(features, config.basePath, extensions)
  return { queryClient, session, connection, request, router, extensions, features }
}

export function App({ config }: { config: AppConfig }) {
  const [parts] = useState(() => assemble(config))
  const { queryClient, session, connection, request, router, extensions, features } = parts
  const state = useSyncExternalStore(session.subscribe, session.snapshot)
  const connected = useSyncExternalStore(connection.subscribe, connection.snapshot)
  const userRef = 'user' in state ? state.user.userEntityRef : ''
  const visits = useMemo(() => createVisits(userRef), [userRef])
  const backendUrl = config.get('backend.baseUrl')
  const idle = readIdle(config.get('auth.autologout'))

  if (state.status === 'restoring') return <SigningInPage title={config.title} />
  if (state.status === 'signed-out') {
    if (connected.status === 'away') return <AwayPage state={connected} title={config.title} />
    return (
      <Suspense fallback={<SigningInPage title={config.title} says="Loading…" />}>
        <SignInPage
          title={config.title}
          session={session}
          state={state}
          backendUrl={backendUrl}
          onAway={connection.check}
        />
      </Suspense>
    )
  }
  const portal: Portal = {
    config: config.get,
    basePath: config.basePath,
    user: state.user,
    provider: state.provider,
    signOut() {
      void session.signOut()
    },
    request,
    features,
    isOff: extensions.isOff,
    extensions: extensionsIn(allFeatures, extensions),
    visits,
  }
  return (
    <PortalProvider portal={portal}>
      <ConnectionContext value={connection}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
          <Suspense>
            {state.status === 'ended' && (
              <SignInAgain session={session} state={state} backendUrl={backendUrl} />
            )}
            {idle && state.status === 'signed-in' && (
              <AutoLogout settings={idle} signOut={() => void session.signOut('idle')} />
            )}
          </Suspense>
        </QueryClientProvider>
      </ConnectionContext>
    </PortalProvider>
  )
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
