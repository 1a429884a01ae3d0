import { PortalError } from '@callboard/sdk'
import { type ClaimRow, claimsOfFiles, replaceClaims } from './claims.ts'
import { addEdges, type Edge, type FileState, saveFileRows } from './files.ts'
import { internRefs, refNames } from './intern.ts'
import type { Prepared } from './prepared.ts'
import { type FileProblem, saveProblems } from './problems.ts'
import { type Settled, settle } from './settle.ts'
import { findSource } from './sources.ts'
import { storable } from './storable.ts'
import { beginChange, type WriteContext } from './write-context.ts'

/** What became of one file of a source. */
export interface FileChange extends FileState {
  /** Its good documents; null when it could not be read, and the last good ones stay. */
  documents: Prepared[] | null
  /** Everything wrong with it now, reading or content. */
  problems: (FileProblem & { document?: number })[]
  /** Which Locations point to it, as far as known now. */
  parents: { fileId: number; ref: string }[]
}

export interface Saved extends Settled {
  revision: number
  /** Ids of the files by location. */
  files: Map<string, number>
  /** What did not fit into this transaction; see `saveRest`. */
  rest: Unsettled[]
}

/** Refs whose claims are stored while their entities are not yet. */
export interface Unsettled {
  refs: [id: number, ref: string][]
  fresh: Map<string, Prepared>
}

/**
 * Stores what was read from some files of one source: files → claims → entities, with problems beside them.
 * The documents of a file that are bad now, but were good before, keep their claim and so their entity.
 *
 * At most `limit` entities are written; the others are answered as `rest`. Files of which a rest is left must
 * be given without etag and content hash, so that a process that dies before the rest reads them again.
 */
export async function saveFiles(
  context: WriteContext,
  sourceId: string,
  changes: FileChange[],
  limit = Number.POSITIVE_INFINITY,
): Promise<Saved> {
  const revision = await beginChange(context)
  if (!(await findSource(context.trx, sourceId))) {
    throw new PortalError('not_found', 'The source was removed while it was read', { sourceId })
  }
  const files = await saveFileRows(context, sourceId, changes)
  for (const change of changes) context.origins.set(files.get(change.location)!, change)

  const refIds = await internRefs(context, refsOf(changes))
  await addEdges(context, edgesOf(changes, files, refIds))
  const old = Map.groupBy(await claimsOfFiles(context, [...files.values()]), (claim) => claim.fileId)
  const before: ClaimRow[] = []
  const after: ClaimRow[] = []
  const fresh = new Map<string, Prepared>()
  const touched = new Map<number, string>()
  for (const change of changes) {
    if (!change.documents) continue
    const fileId = files.get(change.location)!
    const previous = old.get(fileId) ?? []
    before.push(...previous)
    after.push(...claimsFor(fileId, change, previous, refIds))
    for (const document of change.documents) {
      fresh.set(`${fileId}/${document.document}`, document)
      touched.set(refIds.get(document.ref)!, document.ref)
    }
  }
  await replaceClaims(context, before, after)
  const dropped = before.map((claim) => claim.refId).filter((id) => !touched.has(id))
  for (const [id, ref] of await refNames(context, dropped)) touched.set(id, ref)

  const slices = slicesOf([...touched], limit)
  const settled = await settle(context, new Map(slices[0]), fresh)
  const problems = new Map(changes.map((change) => [files.get(change.location)!, change.problems]))
  await saveProblems(context, sourceId, problems, refIds)
  return { ...settled, revision, files, rest: slices.slice(1).map((refs) => ({ refs, fresh })) }
}

/** Writes entities that `saveFiles` left over. */
export async function saveRest(
  context: WriteContext,
  rest: Unsettled,
): Promise<Settled & { revision: number }> {
  const revision = await beginChange(context)
  return { ...(await settle(context, new Map(rest.refs), rest.fresh)), revision }
}

function slicesOf<T>(all: T[], size: number): T[][] {
  if (all.length <= size) return [all]
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
}

/** The claims of a file after it was read: its good documents, and the last good form of its bad ones. */
function claimsFor(
  fileId: number,
  change: FileChange,
  old: ClaimRow[],
  refIds: Map<string, number>,
): ClaimRow[] {
  const same = new Map(old.map((claim) => [`${claim.document} ${claim.refId} ${claim.hash}`, claim]))
  const claims = (change.documents ?? []).map(({ ref, document, hash }): ClaimRow => {
    const refId = refIds.get(ref)!
    const draft = same.get(`${document} ${refId} ${hash}`)?.draft ?? null
    return { fileId, document, refId, hash, draft }
  })
  const declared = new Set(claims.map((claim) => claim.refId))
  const taken = new Set(claims.map((claim) => claim.document))
  const errors = change.problems.filter((problem) => problem.severity === 'error')
  const blamed = new Map(errors.map((problem) => [problem.ref && refIds.get(storable(problem.ref)), problem]))
  // A broken document that cannot be told may be any of them.
  const isUnclear = errors.some((problem) => problem.ref === undefined)
  for (const claim of old) {
    if (declared.has(claim.refId)) continue
    const problem = blamed.get(claim.refId)
    if (!problem && !isUnclear) continue
    let document = problem?.document ?? claim.document
    while (taken.has(document)) document += 1
    taken.add(document)
    declared.add(claim.refId)
    claims.push({ ...claim, document })
  }
  return claims
}

function* refsOf(changes: FileChange[]): Iterable<string> {
  for (const change of changes) {
    for (const parent of change.parents) yield parent.ref
    for (const problem of change.problems) if (problem.ref !== undefined) yield storable(problem.ref)
    for (const document of change.documents ?? []) yield document.ref
  }
}

function edgesOf(changes: FileChange[], files: Map<string, number>, refIds: Map<string, number>): Edge[] {
  return changes.flatMap((change) =>
    change.parents.map((parent) => ({
      fileId: files.get(change.location)!,
      parentId: parent.fileId,
      refId: refIds.get(parent.ref)!,
    })),
  )
}
