/** The policy in words, for people who have never seen its JSON. */
import type { Criteria } from '@callboard/sdk'
import type { Assignment, AssignmentInput, Origin, Role, Rule } from '../../api.ts'

export const nobody: AssignmentInput = {
  users: [],
  groups: [],
  claims: [],
  everyone: false,
  guests: false,
  services: [],
}

export function originText({ from, file, line }: Origin): string {
  if (from === 'built-in') return 'built in'
  if (from === 'database') return 'made here'
  return `${file ?? 'the config'}${line ? `:${line}` : ''}`
}

/** Whether its title says more than its name does. */
export function hasOwnTitle({ name, title }: Pick<Role, 'name' | 'title'>): boolean {
  return title !== undefined && title.toLowerCase() !== name.toLowerCase()
}

/** Those who have a role, in the order of how many that may be. */
export function holders(assignments: readonly Assignment[], byDefault: boolean): string[] {
  const all = assignments.flatMap(({ everyone, guests, groups, users, claims, services }) => [
    ...(everyone ? ['everyone'] : []),
    ...(guests ? ['guests'] : []),
    ...groups,
    ...users,
    ...claims.map(({ claim, value }) => `${claim} = ${value}`),
    ...services.map((name) => `service ${name}`),
  ])
  return [...new Set([...(byDefault ? ['everyone who signs in'] : []), ...all])]
}

/** `Allows read and update in catalog.* but not catalog.location.*, where the owner is the person` */
export function ruleWords({ effect, permissions, except, actions, resourceTypes, conditions }: Rule): string {
  const words = [
    effect === 'allow' ? 'Allows' : 'Denies',
    whatWords(actions ?? [], permissions ?? [], resourceTypes ?? []),
    except?.length ? `but not ${listed(except)}` : '',
  ]
  const text = words.filter(Boolean).join(' ')
  return conditions ? `${text}, where ${criteriaWords(conditions)}` : text
}

function whatWords(
  actions: readonly string[],
  permissions: readonly string[],
  types: readonly string[],
): string {
  const isAll = permissions.length === 0 || permissions.includes('*')
  // The names of most permissions end in what they let people do.
  const saysItself = (name: string) => actions.some((action) => name.endsWith(`.${action}`))
  const names = isAll ? '' : listed(permissions)
  const deeds = !isAll && permissions.every(saysItself) ? '' : listed(actions)
  const what = deeds && names ? `${deeds} in ${names}` : deeds || names || 'everything'
  if (types.length > 0) return `${what} on ${listed(types)}`
  return deeds && !names ? `${deeds} everywhere` : what
}

/** `a, b and c` */
function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join()
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

export function criteriaWords(criteria: Criteria, depth = 0): string {
  const group = (parts: Criteria[], word: string) => {
    const text = parts.map((part) => criteriaWords(part, depth + 1)).join(` ${word} `)
    return depth > 0 && parts.length > 1 ? `(${text})` : text
  }
  if ('allOf' in criteria) return group(criteria.allOf, 'and')
  if ('anyOf' in criteria) return group(criteria.anyOf, 'or')
  if ('not' in criteria) return `not ${criteriaWords(criteria.not, depth + 1)}`
  return leafWords(criteria.rule, criteria.params ?? {})
}

function leafWords(rule: string, params: Record<string, unknown>): string {
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []).map(readable).join(' or ')
  const pair = (key: unknown, value: unknown) =>
    value === undefined ? `has ${String(key)}` : `${String(key)} is ${String(value)}`
  const words: Record<string, () => string> = {
    IS_ENTITY_OWNER: () => `the owner is ${list(params.claims)}`,
    IS_ENTITY_KIND: () => `the kind is ${list(params.kinds)}`,
    IN_NAMESPACE: () => `the namespace is ${list(params.namespaces)}`,
    IN_SYSTEM: () => `it is in the system ${list(params.systems)}`,
    IN_DOMAIN: () => `it is in the domain ${list(params.domains)}`,
    HAS_ANNOTATION: () => `the annotation ${pair(params.annotation, params.value)}`,
    HAS_LABEL: () => `the label ${pair(params.label, params.value)}`,
    HAS_METADATA: () => `metadata.${pair(params.key, params.value)}`,
    HAS_SPEC: () => `spec.${pair(params.key, params.value)}`,
  }
  return words[rule]?.() ?? `${rule} ${JSON.stringify(params)}`
}

function readable(value: string): string {
  if (value === '$ownerRefs') return 'the person or one of their groups'
  return value === '$currentUser' ? 'the person' : value
}
