/**
 * A provider's page in a window of its own. When it is done it sends its answer to the page that opened it
 * (rest-api §6: `authorization_response`), and closes.
 */
import { PortalError } from '@callboard/sdk/errors'
import type { AuthAnswer } from '../session/ask-provider.ts'

export interface SignInWindow {
  answer: Promise<AuthAnswer>
  focus(): void
  cancel(): void
}

interface Told {
  type?: unknown
  response?: AuthAnswer
  error?: { name?: unknown; message?: unknown }
}

/** Opens the window; undefined when the browser blocks it. Only within a click do browsers let it open. */
export function openSignInWindow(address: string, origins: readonly string[]): SignInWindow | undefined {
  const [width, height] = [480, 700]
  const left = Math.max(0, Math.round(window.screenX + (window.outerWidth - width) / 2))
  const top = Math.max(0, Math.round(window.screenY + (window.outerHeight - height) / 3))
  const features = `popup,width=${width},height=${height},left=${left},top=${top}`
  const opened = window.open(address, 'callboard-sign-in', features)
  if (!opened) return undefined

  let settle: { resolve(answer: AuthAnswer): void; reject(error: unknown): void }
  const answer = new Promise<AuthAnswer>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Not every answer is waited for; one that is not must not count as unhandled.
  answer.catch(() => undefined)
  const end = () => {
    window.removeEventListener('message', listen)
    clearInterval(watch)
    opened.close()
  }
  const listen = ({ data, origin, source }: MessageEvent<Told | null>) => {
    if (source !== opened || !origins.includes(origin) || data?.type !== 'authorization_response') return
    end()
    if (data.response) settle.resolve(data.response)
    else settle.reject(errorFrom(data.error))
  }
  window.addEventListener('message', listen)
  let closedFor = 0
  const watch = setInterval(() => {
    if (!opened.closed) return
    // Its last words may still be on their way.
    closedFor += 1
    if (closedFor < 3) return
    end()
    settle.reject(new WindowClosed())
  }, 250)
  return {
    answer,
    focus: () => opened.focus(),
    cancel() {
      end()
      settle.reject(new WindowClosed())
    },
  }
}

/** The window is gone, or a page in it hides from us (`Cross-Origin-Opener-Policy`). */
export class WindowClosed extends PortalError {
  constructor() {
    super('unauthenticated', 'The sign-in window was closed before the sign-in was finished.')
  }
}

function errorFrom(error: Told['error']): PortalError {
  const message = typeof error?.message === 'string' && error.message ? error.message : 'Sign-in failed.'
  return new PortalError(error?.name === 'NotAllowedError' ? 'forbidden' : 'unauthenticated', message)
}

/** Where the answer may come from: this page's own host, or the one the portal's API has by its config. */
export function trustedOrigins(backendUrl: unknown): string[] {
  const own = location.origin
  if (typeof backendUrl !== 'string' || !URL.canParse(backendUrl)) return [own]
  return [...new Set([own, new URL(backendUrl).origin])]
}
