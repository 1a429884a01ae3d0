import { byPreference, type Claim, claimsOn, saveDrafts } from './claims.ts'
import { type Conflict, saveConflicts } from './conflicts.ts'
import { bodiesOf, type EntityChange, entitiesOf, type StoredEntity, saveEntities } from './entities.ts'
import { type Content, orphanContent, type Prepared, storedContent } from './prepared.ts'
import { relationsOf } from './relations.ts'
import type { WriteContext } from './write-context.ts'

export interface Settled {
  /** Refs of the entities that are created, updated or deleted. */
  changed: string[]
  /** Conflicts that were not known before. */
  conflicts: Conflict[]
}

/** Documents just read, by `fileId/document`. */
export type Fresh = ReadonlyMap<string, Prepared>

/**
 * Makes the entities of `refs` what their claims say: the preferred claim is the entity, the others keep their
 * draft, a ref without a claim is no entity. Looks at all claims each time, so that the outcome does not
 * depend on the order in which files arrive.
 */
export async function settle(
  context: WriteContext,
  refs: Map<number, string>,
  fresh: Fresh = new Map(),
): Promise<Settled> {
  const ids = [...refs.keys()]
  if (ids.length === 0) return { changed: [], conflicts: [] }
  const claims = Map.groupBy(await claimsOn(context, ids), (claim) => claim.refId)
  const stored = await entitiesOf(context, ids)
  const plans = ids.map((id) => planOf(id, refs.get(id)!, claims.get(id) ?? [], stored.get(id), fresh))
  const needed = plans.filter((plan) => plan.entity && (plan.rewrite || plan.demoted)).map((plan) => plan.id)
  const bodies = await bodiesOf(context, needed)
  const relations = await relationsOf(context, needed)

  const changes: EntityChange[] = []
  const drafts: { claim: Claim; draft: string | null }[] = []
  for (const plan of plans) {
    const { entity, winner, demoted } = plan
    const body = bodies.get(plan.id)
    const current = entity && body !== undefined ? { ...entity, body } : undefined
    const own = relations.get(plan.id) ?? []
    if (demoted && current) {
      drafts.push({ claim: demoted, draft: JSON.stringify(storedContent(current, own)) })
    }
    drafts.push(...plan.losing)
    if (winner && winner.draft !== null) drafts.push({ claim: winner, draft: null })
    const { id, ref } = plan
    if (winner && plan.rewrite && plan.next) {
      const content = JSON.parse(plan.next) as Content
      changes.push({ kind: entity ? 'updated' : 'created', id, ref, claim: winner, content, before: current })
    } else if (winner && plan.moved) {
      changes.push({ kind: 'moved', id, ref, claim: winner, line: plan.line })
    } else if (!winner && current && context.orphans === 'delete') {
      changes.push({ kind: 'deleted', id, ref, before: current })
    } else if (!winner && current && current.orphanedAt === null) {
      changes.push({ kind: 'orphaned', id, ref, before: current, content: orphanContent(current, own) })
    }
  }
  await saveDrafts(context, drafts)
  await saveEntities(context, changes, relations)
  const conflicts = await saveConflicts(context, plans)
  return { changed: changes.filter((change) => change.kind !== 'moved').map(({ ref }) => ref), conflicts }
}

/** What is to become of one ref. */
export interface Plan {
  id: number
  ref: string
  entity: StoredEntity | undefined
  winner: Claim | undefined
  /** JSON content of the winner; undefined when the winner is the stored entity. */
  next: string | undefined
  line: number | null
  /** The entity's content changes, or it comes or goes. */
  rewrite: boolean
  /** Same content, other place. */
  moved: boolean
  /** The claim whose only copy is the stored entity, and which is the winner no more. */
  demoted: Claim | undefined
  /** Claims that lost and whose draft is not stored yet. */
  losing: { claim: Claim; draft: string }[]
  losers: Claim[]
  /** Line on which the document of a claim starts, when it is known. */
  lineOf(claim: Claim): number | null
}

function planOf(
  id: number,
  ref: string,
  claims: Claim[],
  entity: StoredEntity | undefined,
  fresh: Fresh,
): Plan {
  const [winner, ...losers] = claims.length > 1 ? claims.toSorted(byPreference) : claims
  const losing: Plan['losing'] = []
  let demoted: Claim | undefined
  for (const claim of losers) {
    const document = freshOf(claim, fresh)
    if (document) {
      // The same content may begin on another line now, which its conflict tells.
      if (document.content !== claim.draft) losing.push({ claim, draft: document.content })
    } else if (claim.draft === null && claim.hash === entity?.hash) demoted = claim
  }
  const lineOf = (claim: Claim): number | null => {
    const read = freshOf(claim, fresh)
    if (read) return read.line
    if (claim.draft !== null) return (JSON.parse(claim.draft) as Content).line
    return claim === winner || claim === demoted ? (entity?.line ?? null) : null
  }
  const next = (winner && freshOf(winner, fresh)?.content) ?? winner?.draft ?? undefined
  const line = winner ? lineOf(winner) : (entity?.line ?? null)
  const same = winner && entity?.hash === winner.hash && entity.orphanedAt === null
  const moved =
    entity?.fileId !== winner?.fileId ||
    entity?.document !== winner?.document ||
    entity?.sourceId !== winner?.sourceId ||
    entity?.line !== line
  return { id, ref, entity, winner, next, line, rewrite: !same, moved, demoted, losing, losers, lineOf }
}

function freshOf(claim: Claim, fresh: Fresh): Prepared | undefined {
  const document = fresh.get(`${claim.fileId}/${claim.document}`)
  // A last good claim kept under a number that a bad document has now is not what was just read.
  return document?.hash === claim.hash ? document : undefined
}
