/** One way of signing in at a time: what goes on, and what went wrong. */
import { useEffect, useRef, useState } from 'react'
import type { SignInWay } from '../../api.ts'
import { refresh, sendPassword, startAddress } from '../session/ask-provider.ts'
import type { Session } from '../session/session.ts'
import { openSignInWindow, type SignInWindow, trustedOrigins, WindowClosed } from './sign-in-window.ts'

export type Step =
  | { at: 'idle' }
  | { at: 'asking'; way: string }
  | { at: 'window'; way: string }
  /** The browser is on its way to the provider's page. */
  | { at: 'leaving'; way: string; isBlocked: boolean }
  | { at: 'failed'; way: string; error: unknown }

export interface SignIn {
  step: Step
  /** Starts a way that needs no fields. */
  start(way: SignInWay, options?: { redirect?: boolean }): void
  sendPassword(way: SignInWay, fields: { username: string; password: string }): void
  /** Brings the provider's window to the front. */
  showWindow(): void
  cancel(): void
}

export function useSignIn(
  session: Session,
  {
    flow,
    backendUrl,
    failure,
  }: { flow: 'popup' | 'redirect'; backendUrl: unknown; failure?: Step | undefined },
): SignIn {
  const [step, setStep] = useState<Step>(failure ?? { at: 'idle' })
  const opened = useRef<SignInWindow>(undefined)
  useEffect(() => {
    // Somebody who went to the provider and came back with the browser's button finds the page as it was.
    const comeBack = (event: PageTransitionEvent) => event.persisted && setStep({ at: 'idle' })
    window.addEventListener('pageshow', comeBack)
    return () => {
      window.removeEventListener('pageshow', comeBack)
      opened.current?.cancel()
    }
  }, [])

  const run = (way: SignInWay, work: () => Promise<void>) => {
    work().catch((error: unknown) => setStep({ at: 'failed', way: way.id, error }))
  }

  const leave = (way: SignInWay, isBlocked: boolean) => {
    setStep({ at: 'leaving', way: way.id, isBlocked })
    const go = () => session.leaveTo(way.id, startAddress(session.place, way.id, 'redirect'))
    // Long enough to read why this window goes away.
    setTimeout(go, isBlocked ? 1200 : 0)
  }
  const inWindow = (way: SignInWay) => {
    const address = startAddress(session.place, way.id, 'popup')
    const window = openSignInWindow(address, trustedOrigins(backendUrl))
    if (!window) return leave(way, true)
    opened.current = window
    setStep({ at: 'window', way: way.id })
    run(way, async () => {
      try {
        session.accept(way.id, await window.answer)
      } catch (error) {
        if (!(error instanceof WindowClosed)) throw error
        // The window may have finished without being able to tell: then the provider's cookie is here.
        const answer = await refresh(session.place, way.id, { optional: true }).catch(() => undefined)
        if (!answer?.backstageIdentity) throw error
        session.accept(way.id, answer)
      }
    })
  }

  return {
    step,
    start(way, { redirect = flow === 'redirect' } = {}) {
      if (way.startUrl) return redirect ? leave(way, false) : inWindow(way)
      setStep({ at: 'asking', way: way.id })
      run(way, () => session.signIn(way.id))
    },
    sendPassword(way, fields) {
      setStep({ at: 'asking', way: way.id })
      run(way, async () => session.accept(way.id, await sendPassword(session.place, way.id, fields)))
    },
    showWindow: () => opened.current?.focus(),
    cancel() {
      opened.current?.cancel()
    },
  }
}
