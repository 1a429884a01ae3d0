/** One conditional policy of the community RBAC plugin, as rules of its role. */
import { type Criteria, type PermissionAction, PortalError } from '@callboard/sdk'
import { z } from 'zod'
import type { Origin } from '../api.ts'
import { criteriaSchema } from '../api.ts'
import type { PlacedRule } from './policy.ts'
import { type RbacPolicy, roleOf } from './rbac-csv.ts'

const verbs = z.enum(['create', 'read', 'update', 'delete', 'use'])
const conditional = z.looseObject({
  result: z.literal('CONDITIONAL').optional(),
  roleEntityRef: z.string().min(1),
  pluginId: z.string().optional(),
  resourceType: z.string().min(1),
  permissionMapping: z
    .array(z.union([verbs, z.looseObject({ name: z.string(), action: verbs.optional() })]))
    .min(1),
  conditions: z.unknown(),
})

export interface Known {
  /** @throws `input` for conditions that nothing here can tell. */
  check(criteria: Criteria): void
  /** The kind of thing a permission is about. */
  resourceTypeOf(permission: string): string | undefined
}

type Report = (message: string, severity?: 'error' | 'warning') => void

/**
 * Adds the rules of one policy. As in the plugin, a condition decides alone for its kind of thing and action:
 * rules of the same role that allow the same without a condition go, also when the condition cannot be told
 * here, so that a mistake in it allows nothing.
 */
export function addConditionalPolicy(
  policy: RbacPolicy,
  value: unknown,
  { at, known, problem }: { at: Origin; known: Known; problem: Report },
): void {
  const read = conditional.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    problem(`${issue?.path.join('.') || 'It'}: ${issue?.message ?? 'is not a conditional policy'}`)
    return
  }
  const { roleEntityRef, resourceType, permissionMapping } = read.data
  const conditions = readConditions(read.data.conditions, known, problem)
  try {
    const role = roleOf(policy, roleEntityRef, at)
    for (const mapping of permissionMapping) {
      const verb = typeof mapping === 'string' ? mapping : mapping.action
      const names = typeof mapping === 'string' ? undefined : [mapping.name]
      const actions = verb === undefined || verb === 'use' ? undefined : [verb as PermissionAction]
      if (!names && !actions) {
        problem(`No permission of '${resourceType}' goes without an action here: left out`, 'warning')
        continue
      }
      role.rules = role.rules.filter((rule) => !isPlain(rule, resourceType, actions, known))
      if (!conditions) continue
      role.rules.push({
        effect: 'allow',
        resourceTypes: [resourceType],
        ...(names && { permissions: names }),
        ...(actions && { actions }),
        conditions,
        at,
      })
    }
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    problem(thrown.message)
  }
}

/** Conditions that can be told here; else the problem, and undefined. */
function readConditions(value: unknown, known: Known, problem: Report): Criteria | undefined {
  const read = criteriaSchema.safeParse(value)
  if (!read.success) {
    problem(`conditions: ${read.error.issues[0]?.message ?? 'are not valid'}`)
    return undefined
  }
  try {
    known.check(read.data)
    return read.data
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    // Nothing here has such things: the rule would never be asked.
    problem(thrown.message, thrown.code === 'not_found' ? 'warning' : 'error')
    return undefined
  }
}

/** Allows the same kind of thing and action without a condition. */
function isPlain(
  rule: PlacedRule,
  resourceType: string,
  actions: readonly PermissionAction[] | undefined,
  known: Known,
): boolean {
  if (rule.effect !== 'allow' || rule.conditions) return false
  const isSameKind =
    rule.resourceTypes?.includes(resourceType) ||
    rule.permissions?.some((name) => known.resourceTypeOf(name) === resourceType)
  return (
    isSameKind === true &&
    (actions === undefined || rule.actions?.some((action) => actions.includes(action)) !== false)
  )
}
