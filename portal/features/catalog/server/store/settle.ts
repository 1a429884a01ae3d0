import { byPreference, type Claim, claimsOn, saveDrafts } from './claims.ts'
import { type Conflict, saveConflicts } from './conflicts.ts'
import { bodiesOf, type EntityChange, entitiesOf, type StoredEntity, saveEntities } from './entities.ts'
import type { Prepared } from './prepared.ts'
import { asOrphan, prepareStored } from './prepared.ts'
import { relationsOf } from './relations.ts'
import type { WriteContext } from './write-context.ts'

export interface Settled {
  /** Refs of the entities that are created, updated or deleted. */
  changed: string[]
  /** Conflicts that were not known before. */
  conflicts: Conflict[]
}

/**
 * Makes the entities of `refs` what their claims say: the preferred claim is the entity, the others keep their
 * draft, a ref without a claim is no entity. Looks at all claims each time, so that the outcome does not
 * depend on the order in which files arrive.
 *
 * @param fresh drafts of claims just written, by `fileId/document`
 */
export async function settle(
  context: WriteContext,
  refs: Map<number, string>,
  fresh: Map<string, Prepared> = new Map(),
): Promise<Settled> {
  const refIds = [...refs.keys()]
  if (refIds.length === 0) return { changed: [], conflicts: [] }
  const claims = Map.groupBy(await claimsOn(context, refIds), (claim) => claim.refId)
  const stored = await entitiesOf(context, refIds)
  const plans = refIds.map((id) => planOf(id, refs.get(id)!, claims.get(id) ?? [], stored.get(id), fresh))
  const needBody = plans
    .filter((plan) => plan.entity && (plan.rewrite || plan.demoted))
    .map((plan) => plan.id)
  const bodies = await bodiesOf(context, needBody)
  const relations = await relationsOf(context, needBody)

  const changes: EntityChange[] = []
  const drafts: { claim: Claim; draft: Prepared | null }[] = []
  for (const plan of plans) {
    const { entity, winner } = plan
    const body = bodies.get(plan.id)
    const current = entity && body !== undefined ? { ...entity, ref: plan.ref, body } : undefined
    const own = relations.get(plan.id) ?? []
    if (plan.demoted && current) drafts.push({ claim: plan.demoted, draft: prepareStored(current, own) })
    for (const { claim, draft } of plan.losing) drafts.push({ claim, draft })
    if (winner && winner.draft !== null) drafts.push({ claim: winner, draft: null })
    if (!plan.rewrite) {
      if (winner && plan.moved)
        changes.push({
          kind: 'moved',
          id: plan.id,
          ref: plan.ref,
          claim: winner,
          line: plan.next?.line ?? null,
        })
      continue
    }
    if (winner) {
      const { next } = plan
      if (next)
        changes.push({
          kind: entity ? 'updated' : 'created',
          id: plan.id,
          ref: plan.ref,
          claim: winner,
          next,
          before: current,
        })
    } else if (current) {
      if (context.orphans === 'delete')
        changes.push({ kind: 'deleted', id: plan.id, ref: plan.ref, before: current })
      else if (current.orphanedAt === null) {
        changes.push({
          kind: 'orphaned',
          id: plan.id,
          ref: plan.ref,
          before: current,
          next: asOrphan(current, own),
        })
      }
    }
  }
  await saveDrafts(context, drafts)
  await saveEntities(context, changes, relations)
  const conflicts = await saveConflicts(context, plans)
  return {
    changed: changes.filter((change) => change.kind !== 'moved').map((change) => change.ref),
    conflicts,
  }
}

/** What is to become of one ref. */
export interface Plan {
  id: number
  ref: string
  entity: StoredEntity | undefined
  winner: Claim | undefined
  /** Draft of the winner; undefined when the winner is the stored entity. */
  next: Prepared | undefined
  /** The entity's content changes, or it comes or goes. */
  rewrite: boolean
  /** Same content, other place. */
  moved: boolean
  /** The claim whose only copy is the stored entity, and which is the winner no more. */
  demoted: Claim | undefined
  losing: { claim: Claim; draft: Prepared }[]
  losers: Claim[]
}

function planOf(
  id: number,
  ref: string,
  claims: Claim[],
  entity: StoredEntity | undefined,
  fresh: Map<string, Prepared>,
): Plan {
  const [winner, ...losers] = claims.length > 1 ? claims.toSorted(byPreference) : claims
  const draftOf = (claim: Claim) => fresh.get(`${claim.fileId}/${claim.document}`)
  const losing: Plan['losing'] = []
  let demoted: Claim | undefined
  for (const claim of losers) {
    if (claim.draft !== null) continue
    const draft = draftOf(claim)
    if (draft) losing.push({ claim, draft })
    else demoted = claim
  }
  const next = winner && (draftOf(winner) ?? parseDraft(winner.draft))
  const rewrite = winner
    ? !entity || entity.hash !== winner.hash || entity.orphanedAt !== null
    : entity !== undefined
  const line = next?.line ?? entity?.line ?? null
  const moved =
    winner !== undefined &&
    entity !== undefined &&
    (entity.fileId !== winner.fileId ||
      entity.document !== winner.document ||
      entity.sourceId !== winner.sourceId ||
      entity.line !== line)
  return { id, ref, entity, winner, next, rewrite, moved, demoted, losing, losers }
}

function parseDraft(text: string | null): Prepared | undefined {
  return text === null ? undefined : (JSON.parse(text) as Prepared)
}
