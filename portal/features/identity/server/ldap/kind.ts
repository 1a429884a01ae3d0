/**
 * Sign-in with a name and a password that a directory checks. An unknown name and a wrong password are one
 * answer, which takes as long for both; who tries often has to wait.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { PortalError, Reply } from '@callboard/sdk'
import { createAttempts } from '../attempts.ts'
import { networkOf } from '../guess-limit.ts'
import { checkOwnPage, createSessionCookie } from '../session-cookie.ts'
import type { Account, ProviderKind } from '../sign-in/provider.ts'
import { createPasswordCheck } from './check-password.ts'
import type { LdapPerson } from './person.ts'
import { isPlaintext, ldapSettings } from './settings.ts'

const refusal = 'Login failed: the name or the password is wrong'
/** What a failed attempt takes at least: more than the differences between the ways to fail. */
const failureMs = 300
const longestTyped = 256
/** Failures in a quarter of an hour, of one name from one place, and of all names from it. */
const [mostForOne, mostFromOnePlace] = [10, 100]
/** So many failures of one name from everywhere are somebody's work. */
const severe = 100

/**
 * What attempts at one name cost once many failed, wherever they came from. They are never refused: otherwise
 * anybody could lock out somebody else.
 */
export function slowedByMs(failures: number): number {
  return Math.min(5_000, Math.max(0, failures - 20) * 100)
}

export const ldapKind: ProviderKind = {
  id: 'ldap',
  title: 'LDAP',
  sort: 'form',
  hasEnvironments: false,
  annotations: { userId: 'backstage.io/ldap-dn', username: 'backstage.io/ldap-rdn' },
  create(raw, deps) {
    const settings = ldapSettings(raw, deps.key)
    if (isPlaintext(settings)) {
      deps.log.warn('passwords cross the network unencrypted: use an ldaps address or startTls', {
        key: `${deps.key}.url`,
      })
    }
    const directory = createPasswordCheck(settings, deps.log)
    const attempts = createAttempts(deps.db, deps.clock)
    const session = createSessionCookie('ldap', raw, deps)
    const noStore = { 'cache-control': 'no-store' }
    return {
      steps: {
        async login(call) {
          checkOwnPage(call)
          if (call.method !== 'POST') throw new PortalError('not_found', 'Names and passwords are posted')
          const { username, password } = typed(call.body)
          const name = username.toLowerCase()
          const peer = networkOf(call.request.ip)
          const own = `ldap\0${name}\0${peer}`
          const wider = [`ldap\0${peer}`, `ldap\0${name}`] as const
          const [, , failures = 0] = await attempts.begin([
            { key: own, max: mostForOne },
            { key: wider[0], max: mostFromOnePlace },
            { key: wider[1] },
          ])
          await sleep(slowedByMs(failures))
          const started = performance.now()
          const { person, meant } = await directory.check(username, password)
          if (!person) {
            deps.refused(call, 'sign-in', refusal, forLog(meant))
            if (failures === severe)
              deps.log.warn('many sign-ins as one person failed', { account: forLog(meant) })
            await sleep(Math.max(0, failureMs - (performance.now() - started)))
            throw new PortalError('unauthenticated', refusal)
          }
          await attempts.succeeded(own, [...wider])
          const account = accountOf(person)
          const answer = JSON.stringify(await deps.complete(account, call, 'sign-in'))
          return Reply.json(answer, 200, { ...noStore, 'set-cookie': await session.begin(call, account) })
        },
        async refresh(call) {
          checkOwnPage(call)
          const known = await session.account(call)
          const person = await directory.find(known.username ?? '')
          if (person === 'gone') {
            deps.refused(call, 'refresh', 'the directory does not know this person any more')
            throw new PortalError(
              'unauthenticated',
              'Refresh failed; caused by NotFoundError: User not found',
            )
          }
          const account = person === 'unknown' ? known : accountOf(person)
          return Reply.json(JSON.stringify(await deps.complete(account, call, 'refresh')), 200, noStore)
        },
        logout(call) {
          checkOwnPage(call)
          return new Reply(200, null, { 'set-cookie': session.end(call) })
        },
      },
    }
  },
}

/** The entry's name as one short line: whoever writes entries does not write our log. */
function forLog(account: string | undefined): string | undefined {
  return account?.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200)
}

function typed(body: Record<string, unknown>): { username: string; password: string } {
  const { username, password } = body
  if (typeof username !== 'string' || typeof password !== 'string' || !username.trim() || !password) {
    throw new PortalError('input', 'A name and a password are needed')
  }
  if (username.length > longestTyped || password.length > longestTyped) {
    throw new PortalError('input', `Names and passwords have at most ${longestTyped} characters`)
  }
  return { username: username.trim(), password }
}

function accountOf(person: LdapPerson): Account {
  const { dn, username, email, displayName, picture, attributes } = person
  const groups = Object.entries(attributes).find(([name]) => name.toLowerCase() === 'memberof')?.[1]
  return {
    profile: { ...(email && { email }), ...(displayName && { displayName }), ...(picture && { picture }) },
    username,
    userId: dn,
    ...(groups !== undefined && { groups: Array.isArray(groups) ? groups : [groups] }),
    claims: { ...attributes, dn },
    providerInfo: {},
  }
}
