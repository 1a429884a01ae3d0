/** Which entities a caller may read, or do something to, as the policy says. */
import { createHash } from 'node:crypto'
import type { Credentials, Criteria, Database, Permissions } from '@callboard/sdk'
import { type Condition, everything, nothing } from '../query/condition.ts'
import type { EntityVisibility } from '../query/scope.ts'
import { compileCriteria } from './compile.ts'
import { entityResource } from './rules.ts'

interface Compiled {
  revision: number
  condition: Promise<Condition>
  key: string
}

/** Says for a permission about entities which of them it holds for. Equal keys mean equal limits. */
export type EntityLimits = (
  credentials: Credentials,
  permission: string,
  revision: number,
) => Promise<{ condition: Condition; key: string; because: string }>

export function createEntityLimits(db: Database, permissions: Permissions): EntityLimits {
  // The policy keeps its answers, so the same conditions are the same object; some of them name what is inside
  // of a domain, which changes with the catalog.
  const compiled = new WeakMap<Criteria, Compiled>()
  return async (credentials, permission, revision) => {
    const question = { permission, resourceType: entityResource }
    const decision = await permissions.decide(credentials, question)
    const { because } = decision
    if (decision.result === 'ALLOW') return { condition: everything, key: '', because }
    if (decision.result === 'DENY') return { condition: nothing, key: 'nothing', because }
    const { conditions } = decision
    let known = compiled.get(conditions)
    if (known?.revision !== revision) {
      const key = createHash('sha256').update(JSON.stringify(conditions)).digest('base64url')
      known = { revision, condition: compileCriteria(db, conditions), key }
      compiled.set(conditions, known)
      known.condition.catch(() => compiled.delete(conditions))
    }
    return { condition: await known.condition, key: known.key, because }
  }
}

export function readVisibility(limits: EntityLimits): EntityVisibility {
  return (credentials, revision) => limits(credentials, 'catalog.entity.read', revision)
}
