/** The policy applied: which rules speak of a question, and what follows from them. */
import type { Criteria, Decision, PermissionAction } from '@callboard/sdk'
import { originText, type PlacedRule, type Policy, type PolicyRole } from './policy.ts'
import { type Person, resourceTypesOf, substitute } from './substitute.ts'
import { fitsPattern } from './wildcard.ts'

/** Who asks, as far as the policy is concerned. */
export interface Caller extends Person {
  roles: readonly HeldRole[]
  /** Says why no rule can take anything from them; null for nearly all. */
  adminBy: string | null
  /** The same for the policy itself. */
  policyAdminBy: string | null
}

export interface HeldRole {
  name: string
  /** `user:default/ada`, `group:default/platform`, `everyone`, … */
  by: string
}

export interface Asked {
  permission: string
  action: PermissionAction
  resourceType: string | undefined
}

/** A rule of one of the caller's roles. */
export interface Considered {
  role: PolicyRole
  by: string
  /** Position in the role, from 1. */
  position: number
  rule: PlacedRule
  applies: boolean
  /** With the caller in place of aliases; null without conditions. */
  conditions: Criteria | null
}

export function considered(policy: Policy, caller: Caller, asked: Asked): Considered[] {
  return caller.roles.flatMap(({ name, by }) => {
    const role = policy.roles.get(name)
    return (role?.rules ?? []).map((rule, index) => ({
      role: role as PolicyRole,
      by,
      position: index + 1,
      rule,
      applies: speaksOf(rule, asked),
      conditions: rule.conditions ? substitute(rule.conditions, caller) : null,
    }))
  })
}

export function decide(policy: Policy, caller: Caller, asked: Asked): Decision {
  const because =
    caller.adminBy ?? (asked.permission.startsWith('permission.policy.') ? caller.policyAdminBy : null)
  if (because !== null) return { result: 'ALLOW', because }
  return combine(
    considered(policy, caller, asked).filter((one) => one.applies),
    caller,
    asked,
  )
}

/** Deny beats allow; conditions of allowing rules are alternatives, those of denying ones are taken away. */
export function combine(rules: readonly Considered[], caller: Caller, asked: Asked): Decision {
  const denies = rules.filter(({ rule }) => rule.effect === 'deny')
  const always = denies.find(({ conditions }) => conditions === null)
  if (always) return { result: 'DENY', because: `${ruleText(always)} denies it.` }
  const allows = rules.filter(({ rule }) => rule.effect === 'allow')
  if (allows.length === 0) return { result: 'DENY', because: nothingAllows(caller) }
  const freely = allows.find(({ conditions }) => conditions === null)
  const wanted = freely ? null : anyOf(allows.flatMap(({ conditions }) => conditions ?? []))
  const refused = denies.flatMap(({ conditions }) => conditions ?? [])
  if (freely && refused.length === 0) return { result: 'ALLOW', because: `${ruleText(freely)} allows it.` }
  const unwanted = refused.map((criteria): Criteria => ({ not: criteria }))
  const parts = wanted === null ? unwanted : [wanted, ...unwanted]
  const names = [...(freely ? [freely] : allows), ...denies].map(ruleText)
  return {
    result: 'CONDITIONAL',
    resourceType: asked.resourceType ?? '',
    conditions: parts.length === 1 ? (parts[0] as Criteria) : { allOf: parts },
    because: `It depends on what it is done to: ${listed([...new Set(names)])}.`,
  }
}

function anyOf(parts: Criteria[]): Criteria {
  const unique = [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()]
  return unique.length === 1 ? (unique[0] as Criteria) : { anyOf: unique }
}

function speaksOf(rule: PlacedRule, { permission, action, resourceType }: Asked): boolean {
  if (rule.permissions?.length && !rule.permissions.some((name) => fitsPattern(name, permission)))
    return false
  if (rule.except?.some((name) => fitsPattern(name, permission))) return false
  if (rule.actions?.length && !rule.actions.includes(action)) return false
  if (rule.resourceTypes?.length && !rule.resourceTypes.includes(resourceType ?? '')) return false
  if (!rule.conditions) return true
  const types = resourceTypesOf(rule.conditions)
  return resourceType !== undefined && types.size === 1 && types.has(resourceType)
}

/** `Rule 2 of the role "contractor" (in app-config.yaml:31)` */
export function ruleText({ role, position, rule }: Pick<Considered, 'role' | 'position' | 'rule'>): string {
  return `Rule ${position} of the role "${role.name}" (${originText(rule.at ?? role.origin)})`
}

function nothingAllows({ roles, ref }: Caller): string {
  if (roles.length === 0) return `${ref} has no role.`
  const names = roles.map(({ name }) => `"${name}"`)
  return `No rule of the role${names.length > 1 ? 's' : ''} ${listed([...new Set(names)])} allows it.`
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
