/** From the relations of an answer to the lines of a drawing. */
import { relationPairs, relationTitle } from '@callboard/sdk/model'
import type { GraphAnswer } from '../../../api.ts'

/** A line between two nodes; `label` is what it says on hover: `ownerOf / ownedBy`. */
export interface DrawnEdge {
  source: string
  target: string
  label: string
}

/**
 * The two directions of each relation in the order in which lines are drawn (contract: frontend §10), and in the
 * order in which they explain best how things hang together: parts first, owners last.
 */
const drawn: readonly [string, string][] = [
  ['hasPart', 'partOf'],
  ['parentOf', 'childOf'],
  ['dependsOn', 'dependencyOf'],
  ['apiProvidedBy', 'providesApi'],
  ['consumesApi', 'apiConsumedBy'],
  ['hasMember', 'memberOf'],
  ['ownerOf', 'ownedBy'],
]

const ranks = new Map(drawn.flatMap((pair, rank) => pair.map((type) => [type, rank] as const)))
const pairs = new Map(drawn.flatMap((pair) => pair.map((type) => [type, pair] as const)))

/** Types that a filter offers, both directions of each pair. */
export const relationTypes = relationPairs.flatMap(({ forward, reverse }) => [forward, reverse])

/** What a line says when it is read from one of its ends: `Owned by`; nothing when it does not touch it. */
export function relationsFrom({ source, target, label }: DrawnEdge, ref: string): string[] {
  if (source !== ref && target !== ref) return []
  return label.split(', ').map((one) => {
    const [forward = one, reverse] = one.split(' / ')
    const type = source === ref ? forward : reverse
    const title = type === undefined ? `← ${relationTitle(forward)}` : relationTitle(type)
    return title.charAt(0).toUpperCase() + title.slice(1)
  })
}

interface Line extends DrawnEdge {
  rank: number
}

/** One line per relation, or per pair of relations when they are merged. */
export function drawEdges(answer: Pick<GraphAnswer, 'edges'>, mergeRelations: boolean): DrawnEdge[] {
  return linesOf(answer, mergeRelations).map(plain)
}

function linesOf({ edges }: Pick<GraphAnswer, 'edges'>, mergeRelations: boolean): Line[] {
  const lines = new Map<string, { source: string; target: string; labels: Set<string>; rank: number }>()
  for (const { source, target, types } of edges) {
    for (const type of types) {
      const pair = mergeRelations ? pairs.get(type) : undefined
      const isTurned = pair !== undefined && pair[0] !== type
      const [from, to] = isTurned ? [target, source] : [source, target]
      const line = lines.get(`${from} ${to}`) ?? { source: from, target: to, labels: new Set(), rank: 99 }
      line.labels.add(pair ? `${pair[0]} / ${pair[1]}` : type)
      line.rank = Math.min(line.rank, ranks.get(type) ?? 98)
      lines.set(`${from} ${to}`, line)
    }
  }
  return [...lines.values()].map(({ labels, ...line }) => ({ ...line, label: [...labels].join(', ') }))
}

/**
 * Lines that lead from the roots to something new, nearest first: enough to see how everything hangs together.
 * The others are `rest`, shown with the node that is looked at.
 */
export function simplify(
  answer: GraphAnswer,
  mergeRelations: boolean,
): { edges: DrawnEdge[]; rest: DrawnEdge[] } {
  const lines = linesOf(answer, mergeRelations)
  const near = new Map<string, Line[]>()
  for (const line of lines) {
    for (const end of [line.source, line.target]) near.set(end, [...(near.get(end) ?? []), line])
  }
  for (const list of near.values()) list.sort((a, b) => a.rank - b.rank)
  const seen = new Set<string>()
  const kept = new Set<Line>()
  const queue = [...answer.roots, ...answer.nodes.map((node) => node.ref)]
  const rootCount = answer.roots.length
  for (const ref of queue.slice(0, rootCount)) seen.add(ref)
  const spread = (from: string[]) => {
    for (let level = from; level.length > 0; ) {
      const next: string[] = []
      // A better line from the same level wins over who comes first.
      const leads = level.flatMap((ref) => (near.get(ref) ?? []).map((line) => ({ ref, line })))
      leads.sort((a, b) => a.line.rank - b.line.rank)
      for (const { ref, line } of leads) {
        const other = line.source === ref ? line.target : line.source
        if (seen.has(other)) continue
        seen.add(other)
        kept.add(line)
        next.push(other)
      }
      level = next
    }
  }
  spread(answer.roots.filter((ref) => near.has(ref)))
  for (const ref of queue.slice(rootCount)) {
    if (seen.has(ref)) continue
    seen.add(ref)
    spread([ref])
  }
  const rest = lines.filter((line) => !kept.has(line))
  return { edges: lines.filter((line) => kept.has(line)).map(plain), rest: rest.map(plain) }
}

function plain({ source, target, label }: Line): DrawnEdge {
  return { source, target, label }
}
