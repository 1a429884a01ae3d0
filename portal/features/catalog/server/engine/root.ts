import type { LocationRef } from '@callboard/sdk/model'
import { generatedLocation } from '../ingest/generated-location.ts'
import type { Reader } from '../read/types.ts'
import { prepare, rootLocation, type SourceRow, type StoredTarget } from '../store/index.ts'
import type { KnownFile } from './known-files.ts'
import type { Writer } from './writer.ts'

/** Stores the generated Location of a source, which exists whether or not its target can be read. */
export async function saveRoot(
  writer: Writer,
  source: SourceRow,
  links: Reader['links'],
  known?: KnownFile,
): Promise<{ fileId: number; target: StoredTarget }> {
  const origin: LocationRef = { type: source.type, target: source.target }
  const root = generatedLocation({ ...origin, presence: source.presence }, origin, links(origin))
  const target: StoredTarget = { ...origin, presence: source.presence, ref: root.ref }
  if (known && known.contentHash === root.hash) return { fileId: known.id, target }
  const ids = await writer.save(source.id, [
    {
      location: rootLocation,
      etag: null,
      contentHash: root.hash,
      revision: null,
      targets: [target],
      includes: [],
      state: 'ok',
      documents: [prepare(root)],
      problems: [],
      parents: [],
    },
  ])
  return { fileId: ids.get(rootLocation)!, target }
}
