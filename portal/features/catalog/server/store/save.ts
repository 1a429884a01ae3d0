import { type ClaimRow, claimsOfFiles, replaceClaims } from './claims.ts'
import { addEdges, type Edge, type FileState, saveFileRows } from './files.ts'
import { internRefs, refNames } from './intern.ts'
import { type Prepared, storable } from './prepared.ts'
import { type FileProblem, saveProblems } from './problems.ts'
import { type Settled, settle } from './settle.ts'
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
}

/**
 * Stores what was read from some files of one source: files → claims → entities, with problems beside them.
 * The documents of a file that are bad now, but were good before, keep their claim and so their entity.
 */
export async function saveFiles(
  context: WriteContext,
  sourceId: string,
  changes: FileChange[],
): Promise<Saved> {
  const revision = await beginChange(context)
  const files = await saveFileRows(context, sourceId, changes)
  for (const change of changes) context.origins.set(files.get(change.location)!, change)

  const refIds = await internRefs(context, refsOf(changes))
  await addEdges(context, edgesOf(changes, files, refIds))
  const before = Map.groupBy(await claimsOfFiles(context, [...files.values()]), (claim) => claim.fileId)
  const after: ClaimRow[] = []
  const fresh = new Map<string, Prepared>()
  const touched = new Map<number, string>()
  for (const change of changes) {
    if (!change.documents) continue
    const fileId = files.get(change.location)!
    const old = before.get(fileId) ?? []
    for (const claim of claimsFor(fileId, change, change.documents, old, refIds)) {
      after.push(claim)
      if (claim.prepared) {
        fresh.set(`${fileId}/${claim.document}`, claim.prepared)
        touched.set(claim.refId, claim.prepared.ref)
      }
    }
  }
  const read = new Set(
    changes.filter((change) => change.documents).map((change) => files.get(change.location)!),
  )
  const replaced = [...before.values()].flat().filter((claim) => read.has(claim.fileId))
  await replaceClaims(context, replaced, after)
  const dropped = replaced.map((claim) => claim.refId).filter((id) => !touched.has(id))
  for (const [id, ref] of await refNames(context, dropped)) touched.set(id, ref)
  const settled = await settle(context, touched, fresh)
  const problems = new Map(changes.map((change) => [files.get(change.location)!, change.problems]))
  await saveProblems(context, sourceId, problems, refIds)
  return { ...settled, revision, files }
}

type NewClaim = ClaimRow & { prepared?: Prepared }

/** The claims of a file after it was read: its good documents, and the last good form of its bad ones. */
function claimsFor(
  fileId: number,
  change: FileChange,
  documents: Prepared[],
  old: ClaimRow[],
  refIds: Map<string, number>,
): NewClaim[] {
  const same = new Map(old.map((claim) => [`${claim.refId} ${claim.hash}`, claim]))
  const claims: NewClaim[] = documents.map((prepared) => {
    const refId = refIds.get(prepared.ref)!
    const previous = same.get(`${refId} ${prepared.hash}`)
    const draft = previous?.document === prepared.document ? previous.draft : null
    return { fileId, document: prepared.document, refId, hash: prepared.hash, draft, prepared }
  })
  const declared = new Set(claims.map((claim) => claim.refId))
  const taken = new Set(claims.map((claim) => claim.document))
  for (const claim of old) {
    if (declared.has(claim.refId)) continue
    const kept = keptAs(claim, change, refIds)
    if (kept === undefined) continue
    let document = kept
    while (taken.has(document)) document += 1
    taken.add(document)
    declared.add(claim.refId)
    claims.push({ ...claim, document })
  }
  return claims
}

/** The document number under which a claim outlives a read that did not give it; undefined when it goes. */
function keptAs(claim: ClaimRow, change: FileChange, refIds: Map<string, number>): number | undefined {
  const errors = change.problems.filter((problem) => problem.severity === 'error')
  const own = errors.find(
    (problem) => problem.ref !== undefined && refIds.get(storable(problem.ref)) === claim.refId,
  )
  if (own) return own.document ?? claim.document
  // A broken document that cannot be told may be any of them.
  return errors.some((problem) => problem.ref === undefined) ? claim.document : undefined
}

function* refsOf(changes: FileChange[]): Iterable<string> {
  for (const change of changes) {
    for (const parent of change.parents) yield parent.ref
    for (const problem of change.problems) if (problem.ref !== undefined) yield storable(problem.ref)
    for (const document of change.documents ?? []) {
      yield document.ref
      for (const [source, , target] of document.relations) {
        yield source
        yield target
      }
    }
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
