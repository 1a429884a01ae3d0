/** Conditional policies of the community RBAC plugin: YAML documents or a JSON list, each about one role. */
import { type Criteria, type PermissionAction, PortalError } from '@callboard/sdk'
import { isMap, isNode, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import { z } from 'zod'
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

const most = { characters: 2_000_000, documents: 2_000 }

type Report = (line: number, message: string, severity?: 'error' | 'warning') => void

export interface Known {
  /** @throws `input` for conditions that nothing here can tell. */
  check(criteria: Criteria): void
  /** The kind of thing a permission is about. */
  resourceTypeOf(permission: string): string | undefined
}

/**
 * Adds the rules that the text says to the policy. As in the plugin, a condition decides alone for its kind of
 * thing and action: rules of the same role that allow the same without a condition go, also when the condition
 * cannot be told here, so that a mistake in it allows nothing.
 */
export function addRbacConditions(
  policy: RbacPolicy,
  text: string,
  file: string | undefined,
  known: Known,
): void {
  const problem: Report = (line, message, severity = 'error') => {
    policy.problems.push({ from: 'conditions', line, severity, message })
  }
  if (text.length > most.characters) {
    problem(1, 'The file is too large')
    return
  }
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines })
  for (const document of documents.slice(0, most.documents)) {
    const lineOf = (offset: number | undefined) => lines.linePos(offset ?? 0).line
    const [broken] = document.errors
    if (broken) {
      problem(lineOf(broken.pos[0]), broken.message.split('\n')[0] ?? 'is not YAML')
      continue
    }
    const start = lineOf(isMap(document.contents) ? document.contents.range?.[0] : document.range?.[0])
    let value: unknown
    try {
      value = document.toJS({ maxAliasCount: 100 })
    } catch (thrown) {
      problem(start, thrown instanceof Error ? thrown.message : 'is not YAML')
      continue
    }
    if (value === null || value === undefined) continue
    const nodes = isSeq(document.contents) ? document.contents.items : []
    for (const [index, one] of (Array.isArray(value) ? value : [value]).entries()) {
      const node = nodes[index]
      const line = isNode(node) ? lineOf(node.range?.[0]) : start
      addOne(policy, one, { line, file, known, problem })
    }
  }
}

function addOne(
  policy: RbacPolicy,
  value: unknown,
  {
    line,
    file,
    known,
    problem,
  }: {
    line: number
    file: string | undefined
    known: Known
    problem: Report
  },
): void {
  const read = conditional.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    problem(line, `${issue?.path.join('.') || 'It'}: ${issue?.message ?? 'is not a conditional policy'}`)
    return
  }
  const { roleEntityRef, resourceType, permissionMapping } = read.data
  const at = { from: 'file', ...(file !== undefined && { file }), line } as const
  const conditions = readConditions(read.data.conditions, known, (message, severity) =>
    problem(line, message, severity),
  )
  try {
    const role = roleOf(policy, roleEntityRef, at)
    for (const mapping of permissionMapping) {
      const verb = typeof mapping === 'string' ? mapping : mapping.action
      const names = typeof mapping === 'string' ? undefined : [mapping.name]
      if (names === undefined && (verb === undefined || verb === 'use')) {
        problem(line, `No permission of '${resourceType}' goes without an action here: left out`, 'warning')
        continue
      }
      const actions = verb === undefined || verb === 'use' ? undefined : [verb as PermissionAction]
      role.rules = role.rules.filter(
        (rule) => rule.at?.from !== 'file' || !isPlain(rule, resourceType, actions, known),
      )
      if (conditions === undefined) continue
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
    problem(line, thrown.message)
  }
}

/** Conditions that can be told here; else the problem, and undefined. */
function readConditions(
  value: unknown,
  known: Known,
  problem: (message: string, severity?: 'warning') => void,
) {
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
    problem(thrown.message, thrown.code === 'not_found' ? 'warning' : undefined)
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
