/** Where somebody who comes back from an identity provider goes: to the page that opened the window, or on. */
import { randomBytes } from 'node:crypto'
import { PortalError, Reply } from '@callboard/sdk'
import type { JsonObject } from '@callboard/sdk/model'
import type { AuthResponse } from './provider.ts'

export interface Destination {
  /** Origin of the page that asked; the only one that hears the answer. */
  origin: string
  /** With the redirect flow: the page to go on to, on that origin. */
  redirectUrl: string | undefined
}

/** @throws `input` or `forbidden` for a page that is not ours. */
export function destinationOf(
  query: URLSearchParams,
  checkOrigin: (origin: string | null) => string,
): Destination {
  const origin = checkOrigin(query.get('origin'))
  if (query.get('flow') !== 'redirect') return { origin, redirectUrl: undefined }
  const told = query.get('redirectUrl')
  if (!told) throw new PortalError('input', 'No redirectUrl provided in request query parameters')
  const url = URL.canParse(told, origin) ? new URL(told, origin) : undefined
  if (url?.origin !== origin) {
    throw new PortalError('forbidden', `The redirectUrl does not lead to ${origin}`)
  }
  return { origin, redirectUrl: url.href }
}

/** As it was kept while the person was away. */
export function storedDestination(context: JsonObject): Destination {
  const { origin, redirectUrl } = context
  return { origin: String(origin), redirectUrl: typeof redirectUrl === 'string' ? redirectUrl : undefined }
}

type Outcome = { response: AuthResponse } | { error: { name: string; message: string } }

export function sendBack(destination: Destination, outcome: Outcome, cookies: string[]): Reply {
  const headers = { 'cache-control': 'no-store', 'set-cookie': cookies }
  if (destination.redirectUrl === undefined) {
    return page(
      `(function(){var said=${embedded({ type: 'authorization_response', ...outcome })};
if(window.opener){window.opener.postMessage(said,${embedded(destination.origin)});window.close()}
document.getElementById('said').textContent=said.error?said.error.message:'You are signed in and can close this window.'})()`,
      '<p id="said"></p>',
      headers,
    )
  }
  const url = new URL(destination.redirectUrl)
  if ('error' in outcome) url.searchParams.set('error', outcome.error.message)
  return new Reply(302, null, { ...headers, location: url.href })
}

/** Posts the same fields to the same address again, from a page of ours. */
export function postAgain(fields: Record<string, string>): Reply {
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join('')
  const form = `<form method="post">${inputs}<noscript><button>Go on</button></noscript></form>`
  return page('document.forms[0].submit()', form, { 'cache-control': 'no-store' })
}

function page(script: string, body: string, headers: Record<string, string | string[]>): Reply {
  const nonce = randomBytes(16).toString('base64')
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign-in</title></head><body>${body}<script nonce="${nonce}">${script}</script></body></html>`
  return new Reply(200, html, {
    ...headers,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; frame-ancestors 'none'; base-uri 'none'`,
  })
}

/** JSON inside a script element: nothing in it can end the element. */
function embedded(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
