import { type EntityView, refOf } from '@callboard/sdk/model'
import type { Portal } from '@callboard/sdk/web'
import type { LocationAnswer } from '../../api.ts'
import { getByRefs } from '../data/catalog-data.ts'
import { annotationOf } from '../data/entity-text.ts'
import { findColocated, isOrphan, originKey, registrationOf } from '../entity/data/removal-data.ts'

/** What taking the selected entities out of the catalog comes to. */
export interface RemovalPlan {
  registrations: { location: LocationAnswer; entities: number }[]
  /** Not selected, but gone with the registrations; the first ones of each. */
  others: string[]
  othersTotal: number
  /** Nothing declares these, or no location is known: they are deleted one by one. */
  loose: EntityView[]
  /** The config or a provider declares these: they cannot be unregistered. */
  kept: EntityView[]
}

const fields = ['kind', 'metadata.name', 'metadata.namespace', 'metadata.uid', 'metadata.annotations']
const refsAtOnce = 500

/** Reads where the entities come from. */
export async function planRemoval(
  portal: Portal,
  refs: readonly string[],
  { signal, onProgress }: { signal: AbortSignal; onProgress(done: number, of: number): void },
): Promise<RemovalPlan> {
  const entities: EntityView[] = []
  for (let from = 0; from < refs.length; from += refsAtOnce) {
    signal.throwIfAborted()
    const some = await getByRefs(portal, refs.slice(from, from + refsAtOnce), fields)
    entities.push(...some.filter((entity) => entity !== null))
  }
  const plan: RemovalPlan = { registrations: [], others: [], othersTotal: 0, loose: [], kept: [] }
  const byOrigin = new Map<string, EntityView[]>()
  for (const entity of entities) {
    const origin = annotationOf(entity, originKey)
    if (!origin || isOrphan(entity)) plan.loose.push(entity)
    else byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), entity])
  }
  const selected = new Set(refs)
  let done = 0
  for (const [origin, some] of byOrigin) {
    signal.throwIfAborted()
    const location = await registrationOf(portal, origin, { signal })
    if (location) {
      const page = await findColocated(portal, originKey, origin, { signal })
      const others = page.items.map(refOf).filter((ref) => !selected.has(ref))
      plan.registrations.push({ location, entities: page.totalItems })
      plan.others.push(...others)
      plan.othersTotal += Math.max(others.length, page.totalItems - some.length)
    } else plan.kept.push(...some)
    onProgress(++done, byOrigin.size)
  }
  return plan
}
