import type { GraphAnswer, GraphNode } from '../../../api.ts'
import { textOf } from '../../data/entity-text.ts'
import type { GraphDirection, GraphShape } from '../layout/types.ts'
import { type DrawnEdge, drawEdges, simplify } from './draw-edges.ts'

export const nodeSize = { width: 188, height: 44 } as const

/** A graph ready to be laid out: nodes and lines with the numbers the layout knows them by. */
export interface Drawing {
  nodes: GraphNode[]
  edges: DrawnEdge[]
  /** Lines that are drawn only with the node they touch. */
  rest: DrawnEdge[]
  indexOf: Map<string, number>
  /** Nodes beside each node, over drawn and hidden lines. */
  near: Map<string, Set<string>>
  shape: GraphShape
  roots: number[]
  /** Every line says what it stands for; in larger drawings only the one under the pointer does. */
  hasNames: boolean
}

/** With more lines than this their names would be all one sees. */
const mostNames = 12
/** Between two columns inside a page, with and without room for names of two rows. */
const smallGaps = { named: 112, plain: 40 }
/** What a name takes: its letters, and room to both cards. */
export const nameSize = { letter: 5.8, aside: 10 } as const
const mostLetters = 32

export function drawingOf(
  answer: GraphAnswer,
  options: {
    mergeRelations: boolean
    unidirectional: boolean
    direction: GraphDirection
    /** Inside a page, where there is room for names only when all lines lead to one side. */
    isSmall?: boolean
  },
): Drawing {
  const { edges, rest } = options.unidirectional
    ? simplify(answer, options.mergeRelations)
    : { edges: drawEdges(answer, options.mergeRelations), rest: [] }
  const indexOf = new Map(answer.nodes.map((node, index) => [node.ref, index]))
  const near = new Map<string, Set<string>>()
  const join = (a: string, b: string) => {
    const others = near.get(a) ?? new Set<string>()
    others.add(b)
    near.set(a, others)
  }
  for (const { source, target } of [...edges, ...rest]) {
    join(source, target)
    join(target, source)
  }
  const isAcross = options.direction === 'LR' || options.direction === 'RL'
  const hasNames =
    isAcross && edges.length <= mostNames && !(options.isSmall && isBothWays(edges, answer.roots[0]))
  const layerGap = options.isSmall
    ? smallGaps[hasNames ? 'named' : 'plain']
    : hasNames
      ? gapFor(edges)
      : undefined
  return {
    nodes: answer.nodes,
    edges,
    rest,
    indexOf,
    near,
    hasNames,
    shape: {
      count: answer.nodes.length,
      edges: edges.map(({ source, target }) => [indexOf.get(source) ?? 0, indexOf.get(target) ?? 0]),
      nodeWidth: nodeSize.width,
      nodeHeight: nodeSize.height,
      direction: options.direction,
      ...(layerGap !== undefined && { layerGap }),
    },
    roots: answer.roots.flatMap((ref) => indexOf.get(ref) ?? []),
  }
}

/** So that the longest name stands in one row. */
function gapFor(edges: readonly DrawnEdge[]): number {
  const letters = Math.max(12, ...edges.map(({ label }) => label.split(', ')[0]?.length ?? 0))
  return Math.min(letters, mostLetters) * nameSize.letter + 2 * nameSize.aside
}

function isBothWays(edges: readonly DrawnEdge[], root: string | undefined): boolean {
  return edges.some(({ source }) => source === root) && edges.some(({ source }) => source !== root)
}

/** What a node is called. */
export function nodeTitle(node: Pick<GraphNode, 'title' | 'name'>): string {
  return textOf(node.title) || textOf(node.name)
}

/** The line below it: whose it is, or what it is. */
export function nodeNote(node: GraphNode): string {
  if (node.missing) return 'not in the catalog'
  return textOf(node.owner?.title) || textOf(node.type) || node.kind.toLowerCase()
}
