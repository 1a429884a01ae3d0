/** Why somebody may or may not do something, with every rule that was looked at. */
import type { Criteria, Decision, PermissionAction } from '@callboard/sdk'
import type { Explanation, PermissionInfo } from '../api.ts'
import { askText } from './answerer.ts'
import { type Asked, type Caller, type Considered, considered, decide, ruleText } from './evaluate.ts'
import type { Policy } from './policy.ts'
import type { Resources } from './resources.ts'

export interface Explained {
  policy: Policy
  caller: Caller
  asked: Asked
  info: PermissionInfo | undefined
  resourceRef: string | null
}

export async function explain(resources: Resources, question: Explained): Promise<Explanation> {
  const { policy, caller, asked, info, resourceRef } = question
  const rules = considered(policy, caller, asked)
  const held = await Promise.all(rules.map((one) => holds(resources, one, asked, resourceRef)))
  const open = decide(policy, caller, asked)
  const found = await isThere(resources, asked, resourceRef)
  const { decision, decider } = settle(open, rules, held, { resourceRef, found })
  const help = decision.result === 'DENY' ? ` ${askText(policy)}` : ''
  return {
    result: decision.result,
    because: decision.because + help,
    user: caller.ref,
    permission: info ?? {
      name: asked.permission,
      description: 'Nothing in this portal asks for it.',
      action: asked.action as PermissionAction,
      plugin: asked.permission.split('.')[0] ?? '',
    },
    resourceRef,
    resourceFound: found,
    ...(decision.result === 'CONDITIONAL' && { conditions: decision.conditions }),
    roles: caller.roles.map(({ name, by }) => ({ name, by })),
    ownershipRefs: [...caller.ownershipRefs],
    considered: rules.map((one, index) => ({
      role: one.role.name,
      rule: one.position,
      effect: one.rule.effect,
      origin: one.rule.at ?? one.role.origin,
      hasRoleBy: one.by,
      applies: one.applies,
      holds: held[index] ?? null,
      ...(one.conditions && { conditions: one.conditions }),
      decided: one === decider,
      ...(one.rule.description !== undefined && { description: one.rule.description }),
    })),
  }
}

async function isThere(
  resources: Resources,
  { resourceType }: Asked,
  ref: string | null,
): Promise<boolean | null> {
  if (ref === null || resourceType === undefined || !resources.has(resourceType)) return null
  const [fits] = await resources.of(resourceType).fits([ref], { not: { anyOf: [] } } as Criteria)
  return fits !== null && fits !== undefined
}

async function holds(
  resources: Resources,
  { applies, conditions }: Considered,
  { resourceType }: Asked,
  ref: string | null,
): Promise<boolean | null> {
  if (!applies || !conditions || ref === null || resourceType === undefined) return null
  const [fits] = await resources.of(resourceType).fits([ref], conditions)
  return fits ?? false
}

/** The rule that settles the question, once it is known what the conditions say of the thing. */
function settle(
  open: Decision,
  rules: readonly Considered[],
  held: readonly (boolean | null)[],
  { resourceRef, found }: { resourceRef: string | null; found: boolean | null },
): { decision: Decision; decider: Considered | undefined } {
  const spoken = rules
    .map((one, index) => ({ one, holds: held[index] ?? null }))
    .filter(({ one }) => one.applies)
  const first = (effect: 'allow' | 'deny', test: (holds: boolean | null, one: Considered) => boolean) =>
    spoken.find(({ one, holds }) => one.rule.effect === effect && test(holds, one))?.one
  if (open.result === 'DENY')
    return { decision: open, decider: first('deny', (_, one) => one.conditions === null) }
  if (open.result === 'ALLOW') {
    const isRule = open.because.startsWith('Rule ')
    return {
      decision: open,
      decider: isRule ? first('allow', (_, one) => one.conditions === null) : undefined,
    }
  }
  if (resourceRef === null) return { decision: open, decider: undefined }
  if (found === false) {
    return { decision: { result: 'DENY', because: `There is no ${resourceRef}.` }, decider: undefined }
  }
  const denying = first('deny', (holds) => holds === true)
  if (denying) {
    const because = `${ruleText(denying)} denies it: its conditions hold for ${resourceRef}.`
    return { decision: { result: 'DENY', because }, decider: denying }
  }
  const allowing = first('allow', (holds, one) => one.conditions === null || holds === true)
  if (!allowing) {
    const names = spoken.filter(({ one }) => one.rule.effect === 'allow').map(({ one }) => ruleText(one))
    const because = `${names.join(', ')} would allow it, but the conditions do not hold for ${resourceRef}.`
    return { decision: { result: 'DENY', because }, decider: undefined }
  }
  const why = allowing.conditions === null ? '' : `: its conditions hold for ${resourceRef}`
  return {
    decision: { result: 'ALLOW', because: `${ruleText(allowing)} allows it${why}.` },
    decider: allowing,
  }
}
