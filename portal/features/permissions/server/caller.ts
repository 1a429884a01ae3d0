/** From credentials to roles: who has which role, and by what. */
import type { Credentials } from '@callboard/sdk'
import type { Caller, HeldRole } from './evaluate.ts'
import { adminRole, originText, type Policy, type PolicyAssignment, policyAdminRole } from './policy.ts'

/** What is known of who asks. */
export interface Facts {
  ref: string
  kind: 'user' | 'service'
  /** Their groups, and those above. */
  groups: readonly string[]
  ownershipRefs: readonly string[]
  /** What the sign-in provider said: `{ groups: ['platform'] }`. */
  claims: Readonly<Record<string, unknown>>
  isGuest: boolean
  /** Roles that a service token was made with. */
  roles: readonly string[]
}

export function callerOf(policy: Policy, facts: Facts): Caller {
  const roles = new Map<string, HeldRole>()
  const hold = (name: string, by: string) => {
    if (!roles.has(name)) roles.set(name, { name, by })
  }
  let adminBy: string | null = null
  let policyAdminBy: string | null = null
  for (const assignment of policy.assignments) {
    const by = heldBy(assignment, facts)
    if (by === null) continue
    hold(assignment.role, by)
    if (assignment.origin.from === 'database') continue
    const why = `The role "${assignment.role}" allows it, which config gives to ${by} (${originText(assignment.origin)}).`
    if (assignment.role === adminRole) adminBy ??= why
    if (assignment.role === policyAdminRole) policyAdminBy ??= why
  }
  for (const name of facts.roles) hold(name, 'the token')
  if (facts.kind === 'user') for (const name of policy.default.roles) hold(name, 'everyone')
  const { ref, ownershipRefs } = facts
  return { ref, ownershipRefs, roles: [...roles.values()], adminBy, policyAdminBy }
}

function heldBy(assignment: PolicyAssignment, facts: Facts): string | null {
  if (facts.kind === 'service') {
    const name = facts.ref.slice(facts.ref.indexOf(':') + 1)
    return assignment.services.includes(name) ? `service ${name}` : null
  }
  if (assignment.users.includes(facts.ref)) return facts.ref
  const group = assignment.groups.find((ref) => facts.groups.includes(ref))
  if (group !== undefined) return group
  const claim = assignment.claims.find(({ claim, value }) => hasClaim(facts.claims, claim, value))
  if (claim) return `${claim.claim} = ${claim.value}`
  if (assignment.everyone) return 'everyone'
  return assignment.guests && facts.isGuest ? 'guests' : null
}

/** Claims are names as providers write them: compared exactly. `realm_access.roles` goes into objects. */
function hasClaim(claims: Readonly<Record<string, unknown>>, path: string, wanted: string): boolean {
  let value: unknown = Object.hasOwn(claims, path) ? claims[path] : undefined
  if (value === undefined) {
    value = claims
    for (const key of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false
      value = (value as Record<string, unknown>)[key]
    }
  }
  return Array.isArray(value) ? value.some((item) => String(item) === wanted) : String(value) === wanted
}

/** The services of Backstage's own kinds are trusted with everything that their restrictions leave them. */
export function isTrustedService(credentials: Credentials): boolean {
  return credentials.type === 'service' && !credentials.subject.startsWith('service:')
}
