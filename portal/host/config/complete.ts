import type { JsonObject, Problem } from '@callboard/sdk/model'
import { readAddresses } from './addresses.ts'
import { checkKeys } from './check-keys.ts'
import { findNode, fromData, type ObjectNode } from './config-node.ts'
import { hostProblems } from './host-config.ts'
import { merge } from './merge.ts'
import { createReader } from './reader.ts'
import { knownKeys } from './schema/index.ts'

/** Adds the addresses the host works out, so that the browser and every feature see the same ones. */
export function complete(
  root: ObjectNode,
  flagPort: number | undefined,
): { root: ObjectNode; problems: Problem[] } {
  const addresses = readAddresses(
    createReader(root, [], () => {}),
    flagPort,
  )
  const defaults: JsonObject = {
    app: { baseUrl: addresses.value.app },
    backend: { baseUrl: addresses.value.backend },
  }
  const overlay = fromData(defaults, { file: 'default' }) as ObjectNode
  for (const section of ['app', 'backend']) keepOrigins(root, overlay, section)
  const completed = merge(root, overlay)
  return { root: completed, problems: [...addresses.problems, ...newProblems(completed)] }
}

/** What the host would refuse, unless the known keys refuse it already. */
function newProblems(root: ObjectNode): Problem[] {
  const typed = new Set(checkKeys(root, knownKeys).problems.map((problem) => JSON.stringify(problem.at)))
  return hostProblems(createReader(root, [], () => {})).filter(
    (problem) => !typed.has(JSON.stringify(problem.at)),
  )
}

/** A value that did not change keeps the place where the user wrote it. */
function keepOrigins(root: ObjectNode, overlay: ObjectNode, section: string): void {
  const added = overlay.entries.get(section)
  if (added?.kind !== 'object') return
  const before = root.entries.get(section)
  added.at = before?.at ?? added.at
  for (const [key, node] of added.entries) {
    const old = findNode(root, `${section}.${key}`)
    if (old?.kind === 'scalar') added.entries.set(key, { ...node, at: old.at })
  }
}
