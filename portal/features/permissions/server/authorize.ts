/** The permission questions of rest-api §7. */
import {
  type Credentials,
  type Criteria,
  type Decision,
  type PermissionAction,
  PortalError,
} from '@callboard/sdk'
import type { Answerer } from './answerer.ts'
import { isTrustedService } from './caller.ts'
import type { Resources } from './resources.ts'

interface Question {
  id: string
  permission: {
    type?: 'basic' | 'resource' | undefined
    name: string
    attributes?: { action?: PermissionAction | undefined } | undefined
    resourceType?: string | undefined
  }
  resourceRef?: string | string[] | undefined
}

type Definite = 'ALLOW' | 'DENY'
type Answer =
  | { id: string; result: Definite | Definite[] }
  | { id: string; result: 'CONDITIONAL'; pluginId: string; resourceType: string; conditions: Criteria }

/**
 * @throws `forbidden` for services that are trusted anyhow, `input` when a user asks about a kind of thing
 * without naming one; a plugin that asks for a user gets the conditions.
 */
export async function authorize(
  answerer: Answerer,
  resources: Resources,
  credentials: Credentials,
  items: readonly Question[],
): Promise<Answer[]> {
  if (isTrustedService(credentials)) {
    throw new PortalError('forbidden', "This endpoint does not allow 'service' credentials")
  }
  const asksForOneself = credentials.type === 'user' && !credentials.limited
  const asked = items.map((item) => ({ ...item, isResource: isResource(item.permission) }))
  if (
    asksForOneself &&
    asked.some(({ isResource, resourceRef }) => isResource && resourceRef === undefined)
  ) {
    throw new PortalError(
      'input',
      'Resource permissions require a resourceRef to be set. Direct user requests without a resourceRef are not allowed.',
    )
  }
  const fits = createFitting(resources)
  return Promise.all(
    asked.map(async ({ id, permission, resourceRef, isResource }): Promise<Answer> => {
      const decision = await answerer.decide(credentials, {
        permission: permission.name,
        action: permission.attributes?.action,
        resourceType: permission.resourceType,
      })
      if (!isResource) return { id, result: decision.result === 'ALLOW' ? 'ALLOW' : 'DENY' }
      if (resourceRef === undefined) return open(id, decision, resources)
      const refs = Array.isArray(resourceRef) ? resourceRef : [resourceRef]
      const results = await fits(decision, refs)
      return { id, result: Array.isArray(resourceRef) ? results : (results[0] ?? 'DENY') }
    }),
  )
}

function isResource({ type, resourceType }: Question['permission']): boolean {
  return type === 'resource' || (type === undefined && resourceType !== undefined)
}

function open(id: string, decision: Decision, resources: Resources): Answer {
  if (decision.result !== 'CONDITIONAL') return { id, result: decision.result }
  const { resourceType, conditions } = decision
  const { pluginId } = resources.of(resourceType)
  return { id, result: 'CONDITIONAL', pluginId, resourceType, conditions }
}

/** Asks about all things of one condition at once, however many questions name them. */
function createFitting(resources: Resources) {
  const waiting = new Map<string, { refs: Set<string>; results: Promise<Map<string, boolean>> }>()
  return async (decision: Decision, refs: readonly string[]): Promise<Definite[]> => {
    if (decision.result !== 'CONDITIONAL') return refs.map(() => decision.result)
    const { resourceType, conditions } = decision
    const key = `${resourceType} ${JSON.stringify(conditions)}`
    let batch = waiting.get(key)
    if (!batch) {
      const all = new Set<string>()
      const ask = async () => {
        await Promise.resolve()
        waiting.delete(key)
        const list = [...all]
        const found = await resources.of(resourceType).fits(list, conditions)
        return new Map(list.map((ref, index) => [ref, found[index] === true]))
      }
      batch = { refs: all, results: ask() }
      waiting.set(key, batch)
    }
    for (const ref of refs) batch.refs.add(ref)
    const results = await batch.results
    return refs.map((ref) => (results.get(ref) ? 'ALLOW' : 'DENY'))
  }
}
