/**
 * The policy as the host and the features ask it. Who a caller is and what was decided for them is remembered
 * until the policy or the catalog changes, in any process: both numbers are read anew each time.
 */
import {
  type Credentials,
  type Decision,
  type PermissionQuestion,
  type Permissions,
  permissionAction,
  type TokenScope,
} from '@callboard/sdk'
import { callerOf, isTrustedService } from './caller.ts'
import { type Asked, type Caller, decide } from './evaluate.ts'
import type { KnownPermissions } from './known-permissions.ts'
import type { People } from './people.ts'
import { adminsOf, type Policy } from './policy.ts'
import { fitsPattern } from './wildcard.ts'

export interface CurrentPolicy {
  policy: Policy
  /** Changes with the policy. */
  stamp: string
}

export interface AnswererDeps {
  enabled(): boolean
  current(): Promise<CurrentPolicy>
  /** Changes with whatever the catalog says about groups and owners. */
  catalogRevision(): Promise<number>
  people: People
  known: KnownPermissions
}

interface Remembered {
  stamp: string
  caller: Promise<Caller>
  decisions: Map<string, Decision>
}

const mostDecisions = 500
const switchedOff: Decision = {
  result: 'ALLOW',
  because: 'Permissions are switched off (permission.enabled).',
}
const trusted: Decision = {
  result: 'ALLOW',
  because: 'Services of the portal are trusted with everything their token is for.',
}
const open: Decision = {
  result: 'ALLOW',
  because: 'The portal is open to all (backend.auth.dangerouslyDisableDefaultAuthPolicy).',
}

export interface Answerer extends Permissions {
  /** What a permission is about, as far as the question leaves it open. */
  complete(question: PermissionQuestion): Asked
}

export function createAnswerer(deps: AnswererDeps): Answerer {
  // The authenticator keeps credentials while their token lives, so a new sign-in is a new caller.
  const byCredentials = new WeakMap<Credentials, Remembered>()

  const complete = ({ permission, action, resourceType }: PermissionQuestion): Asked => {
    const known = deps.known.of(permission)
    return {
      permission,
      action: action ?? known?.action ?? permissionAction({ permission }),
      resourceType: resourceType ?? known?.resourceType,
    }
  }

  const remembered = (credentials: Credentials, policy: Policy, stamp: string): Remembered => {
    const known = byCredentials.get(credentials)
    if (known?.stamp === stamp) return known
    const caller = deps.people.factsOf(credentials).then((facts) => callerOf(policy, facts))
    const fresh: Remembered = { stamp, caller, decisions: new Map() }
    byCredentials.set(credentials, fresh)
    caller.catch(() => byCredentials.delete(credentials))
    return fresh
  }

  return {
    complete,
    async decide(credentials, question) {
      const asked = complete(question)
      const limit = limitOf(credentials, asked)
      if (limit) return limit
      if (!deps.enabled()) return switchedOff
      if (credentials.type === 'none') return open
      if (isTrustedService(credentials)) return trusted
      const [{ policy, stamp }, revision] = await Promise.all([deps.current(), deps.catalogRevision()])
      // Claims change with a sign-in, also for whoever is still here with an older token.
      const claims = usesClaims(policy) ? JSON.stringify(await deps.people.claimsOf(credentials)) : ''
      const one = remembered(credentials, policy, `${stamp} ${revision} ${claims}`)
      const key = `${asked.permission}\0${asked.action}\0${asked.resourceType ?? ''}`
      const kept = one.decisions.get(key)
      if (kept) return kept
      const made = withHelp(decide(policy, await one.caller, asked), policy)
      if (one.decisions.size < mostDecisions) one.decisions.set(key, made)
      return made
    },
  }
}

function usesClaims({ assignments }: Policy): boolean {
  return assignments.some(({ claims }) => claims.length > 0)
}

/** A refusal says whom to ask. */
function withHelp(decision: Decision, policy: Policy): Decision {
  if (decision.result !== 'DENY') return decision
  return { ...decision, because: `${decision.because} ${askText(policy)}` }
}

export function askText(policy: Policy): string {
  const admins = adminsOf(policy, 'all')
  if (admins.length === 0) return 'Ask whoever runs the portal: nobody is admin.'
  const more = admins.length > 3 ? ` or ${admins.length - 3} more` : ''
  return `Ask an admin: ${admins.slice(0, 3).join(', ')}${more}.`
}

/** Config, jobs, who did what, tokens: nothing for people nobody knows, also while permissions are off. */
const ofOperators = /^(admin|audit|permission\.policy|auth\.(service|user)-token)\./

/** What the credentials leave out whatever the policy says: a token made for less, a guest who may only look. */
function limitOf(credentials: Credentials, asked: Asked): Decision | undefined {
  if (credentials.type === 'none') return undefined
  if (credentials.type === 'user' && credentials.readOnly && asked.action !== 'read') {
    return { result: 'DENY', because: 'Guests may read but not change anything here.' }
  }
  if (credentials.type === 'user' && credentials.readOnly && ofOperators.test(asked.permission)) {
    return { result: 'DENY', because: 'Guests may not look into how the portal is run.' }
  }
  return credentials.scope && beyond(credentials.scope, asked)
}

function beyond({ actions, permissions }: TokenScope, asked: Asked): Decision | undefined {
  if (actions && !actions.includes(asked.action)) {
    return {
      result: 'DENY',
      because: `The token may not ${asked.action}: it was made for ${actions.join(', ')}.`,
    }
  }
  if (permissions && !permissions.some((name) => fitsPattern(name, asked.permission))) {
    return { result: 'DENY', because: `The token's scope does not include '${asked.permission}'.` }
  }
  return undefined
}
