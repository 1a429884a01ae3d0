import { createHash } from 'node:crypto'
import type { Database } from '@callboard/sdk'

/**
 * Answers of this revision of the catalog, so that a page many people look at is read once. Bounded by
 * bytes, least recently used first; a new revision empties it, because every answer may be another one.
 */
export interface Answers {
  /** What was kept for `key`, or what `make` gives now; its null (nothing there) is not kept, nor a failure. */
  of(revision: number, key: string, make: () => Promise<string | null>): Promise<Answer | null>
}

export interface Answer {
  bytes: Uint8Array
  /** Weak validator: the same question about the same revision. */
  etag: string
}

const largestShare = 8

export function createAnswers(maxBytes: number): Answers {
  const kept = new Map<string, Answer>()
  // Many ask the same at once when a page is new: it is made once.
  const making = new Map<string, Promise<Answer | null>>()
  let revisionOfAll = -1
  let size = 0

  const keep = (key: string, answer: Answer) => {
    if (answer.bytes.byteLength > maxBytes / largestShare) return
    kept.set(key, answer)
    size += answer.bytes.byteLength + key.length
    while (size > maxBytes) {
      const [oldest] = kept
      if (!oldest) return
      kept.delete(oldest[0])
      size -= oldest[1].bytes.byteLength + oldest[0].length
    }
  }

  const made = async (revision: number, key: string, make: () => Promise<string | null>) => {
    const text = await make()
    if (text === null) return null
    const answer = { bytes: Buffer.from(text), etag: etagOf(revision, key) }
    // Made while the revision moved on: right when it was asked, not to be kept.
    if (revision === revisionOfAll && !kept.has(key)) keep(key, answer)
    return answer
  }

  return {
    async of(revision, key, make) {
      if (revision > revisionOfAll) {
        kept.clear()
        making.clear()
        size = 0
        revisionOfAll = revision
      }
      if (revision < revisionOfAll) return made(revision, key, make)
      const known = kept.get(key)
      if (known) {
        kept.delete(key)
        kept.set(key, known)
        return known
      }
      const underWay = making.get(key)
      if (underWay) return underWay
      const begun = made(revision, key, make)
      making.set(key, begun)
      try {
        return await begun
      } finally {
        if (making.get(key) === begun) making.delete(key)
      }
    },
  }
}

export function etagOf(revision: number, key: string): string {
  return `W/"${revision}-${createHash('sha256').update(key).digest('base64url').slice(0, 16)}"`
}

/** Goes up with every change of the catalog, in any process that shares the database. */
export async function readRevision(db: Database): Promise<number> {
  const row = await db.get<{ value: number }>("select value from catalog_meta where key = 'revision'")
  return Number(row?.value ?? 0)
}
