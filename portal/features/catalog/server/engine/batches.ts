/** How changes of files are cut into what one transaction, or one slice of it, writes. */
import type { FileChange } from '../store/index.ts'

/** The first changes with together at most `most` entities, but at least one; and the others. */
export function split(changes: FileChange[], most: number): [FileChange[], FileChange[]] {
  let end = 0
  for (let weight = 0; end < changes.length; end += 1) {
    weight += weightOf([changes[end]!])
    if (weight > most && end > 0) break
  }
  return [changes.slice(0, end), changes.slice(end)]
}

/** Size of a document that costs as much again as an ordinary one. */
const heavyChars = 20_000

/** What a write of these files costs, in ordinary entities; at least one a file. */
export function weightOf(changes: FileChange[]): number {
  let weight = 0
  for (const { documents } of changes) {
    weight += Math.max(1, documents?.length ?? 1)
    for (const { content } of documents ?? []) weight += Math.floor(content.length / heavyChars)
  }
  return weight
}
