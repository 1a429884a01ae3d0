import type { GraphDirection } from '../layout/types.ts'

/**
 * What the graph page shows, as read from and written to the address. The parameters up to `curve` are
 * Backstage's, so bookmarks work in both directions; the others are ours.
 */
export interface GraphView {
  roots: string[]
  /** Steps from the roots; Infinity is everything. */
  maxDepth: number
  /** Empty means all. */
  kinds: string[]
  relations: string[]
  /** Simplified: only the lines that lead to something new. */
  unidirectional: boolean
  /** One line for both directions of a relation. */
  mergeRelations: boolean
  direction: GraphDirection
  curve: 'curveMonotoneX' | 'curveStepBefore'
  showFilters: boolean
  /** Nodes whose neighbours were asked for one by one. */
  expanded: string[]
  /** The node in the side panel. */
  selected: string | undefined
  /** How many nodes at most. */
  limit: number
  as: 'graph' | 'list'
  /** What breaks, or what is relied on, instead of the neighbourhood. */
  impact: 'dependents' | 'dependencies' | undefined
}

type Search = Record<string, unknown>

export const limits = [300, 1000, 2000] as const
const directions: readonly string[] = ['LR', 'RL', 'TB', 'BT']

export function readGraphView(search: Search): GraphView {
  const limit = Number(text(search.limit))
  return {
    roots: [...new Set(list(search.rootEntityRefs).map((ref) => ref.toLowerCase()))],
    maxDepth: readDepth(text(search.maxDepth)),
    kinds: list(search.selectedKinds).map((kind) => kind.toLowerCase()),
    relations: list(search.selectedRelations),
    unidirectional: text(search.unidirectional) !== 'false',
    mergeRelations: text(search.mergeRelations) !== 'false',
    direction: directions.includes(text(search.direction)) ? (search.direction as GraphDirection) : 'LR',
    curve: text(search.curve) === 'curveStepBefore' ? 'curveStepBefore' : 'curveMonotoneX',
    showFilters: text(search.showFilters) !== 'false',
    expanded: list(search.expanded),
    selected: text(search.selected) || undefined,
    limit: limits.find((one) => one === limit) ?? limits[0],
    as: text(search.as) === 'list' ? 'list' : 'graph',
    impact: search.impact === 'dependents' || search.impact === 'dependencies' ? search.impact : undefined,
  }
}

/** Defaults are left out, so that addresses stay short. */
export function writeGraphView(view: GraphView): Search {
  return {
    rootEntityRefs: view.roots,
    maxDepth: Number.isFinite(view.maxDepth) ? String(view.maxDepth) : undefined,
    selectedKinds: view.kinds,
    selectedRelations: view.relations,
    unidirectional: view.unidirectional ? undefined : 'false',
    mergeRelations: view.mergeRelations ? undefined : 'false',
    direction: view.direction === 'LR' ? undefined : view.direction,
    curve: view.curve === 'curveMonotoneX' ? undefined : view.curve,
    showFilters: view.showFilters ? undefined : 'false',
    expanded: view.expanded,
    selected: view.selected,
    limit: view.limit === limits[0] ? undefined : String(view.limit),
    as: view.as === 'graph' ? undefined : view.as,
    impact: view.impact,
  }
}

/** Search parameters of the page that shows what is around one entity. */
export function graphOf(ref: string, more: Partial<GraphView> = {}): Search {
  return writeGraphView({ ...readGraphView({}), roots: [ref], ...more })
}

// Backstage leaves the parameter out, or writes the sign, when there is no bound.
function readDepth(value: string): number {
  const depth = Number(value)
  return value !== '' && Number.isInteger(depth) && depth >= 1
    ? Math.min(depth, 99)
    : Number.POSITIVE_INFINITY
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(text).filter((item) => item !== '')
}
