import { addEdges, beginChange, type Edge, internRefs, removeEdges } from '../store/index.ts'
import { parseParentKey } from './known-files.ts'
import { idOf, type Walk } from './walk.ts'

/** Removes the files that nothing leads to any more. Only after everything was walked. */
export async function removeUnreached({ known, visits, writer, result }: Walk): Promise<void> {
  const gone = [...known.values()].filter((file) => !visits.has(file.location)).map((file) => file.id)
  result.removed = gone.length
  await writer.remove(gone)
}

type NewEdge = Omit<Edge, 'refId'> & { ref: string }

/** Stores which Locations lead to which files, as far as that differs and is not stored with the files. */
export async function saveEdges(walk: Walk): Promise<void> {
  const { added, removed } = edgesThatDiffer(walk)
  for (let start = 0; start < Math.max(added.length, removed.length); start += 500) {
    const batch = added.slice(start, start + 500)
    await walk.writer.run(async (context) => {
      await beginChange(context)
      const ids = await internRefs(context, new Set(batch.map((edge) => edge.ref)))
      const edges = batch.map(({ fileId, parentId, ref }) => ({ fileId, parentId, refId: ids.get(ref)! }))
      await addEdges(context, edges)
      await removeEdges(context, removed.slice(start, start + 500))
    })
  }
}

function edgesThatDiffer(walk: Walk): { added: NewEdge[]; removed: Edge[] } {
  const added: NewEdge[] = []
  const removed: Edge[] = []
  for (const [location, { parents }] of walk.visits) {
    const stored = walk.known.get(location)?.parents
    const written = walk.written.get(location)?.parents
    for (const key of parents) {
      if (stored?.has(key) || written?.has(key)) continue
      const { fileId: parentId, ref } = parseParentKey(key)
      added.push({ fileId: idOf(walk, location), parentId, ref })
    }
    for (const [key, refId] of stored ?? []) {
      if (parents.has(key) || walk.unlisted.has(key)) continue
      removed.push({ fileId: idOf(walk, location), parentId: parseParentKey(key).fileId, refId })
    }
  }
  return { added, removed }
}
