/** The graph of a moment, made from an entity and its neighbours as they were: the graph's own route knows only now. */
import { type EntityView, parseRef, refOf } from '@callboard/sdk/model'
import type { GraphAnswer, GraphNode } from '../../../api.ts'
import { specRef, specText, titleOf } from '../../data/entity-text.ts'

/** Nodes and edges among an entity and its neighbours. `leftOut` neighbours are counted and not shown. */
export function pastGraph(
  entity: EntityView,
  neighbours: ReadonlyMap<string, EntityView | null>,
  leftOut = 0,
): GraphAnswer {
  const root = refOf(entity)
  const all = new Map<string, EntityView | null>([[root, entity], ...neighbours])
  const edges = new Map<string, GraphAnswer['edges'][number]>()
  for (const [source, known] of all) {
    for (const { type, targetRef: target } of known?.relations ?? []) {
      if (source === target || !all.has(target)) continue
      const key = `${source} ${target}`
      const edge = edges.get(key) ?? { source, target, types: [] }
      if (!edge.types.includes(type)) edge.types.push(type)
      edges.set(key, edge)
    }
  }
  return {
    roots: [root],
    nodes: [...all].map(([ref, known]) => ({
      ...nodeOf(ref, known),
      depth: ref === root ? 0 : 1,
      leftOut: ref === root ? leftOut : 0,
    })),
    edges: [...edges.values()],
    truncated: leftOut > 0,
  }
}

function nodeOf(ref: string, entity: EntityView | null): Omit<GraphNode, 'depth' | 'leftOut'> {
  const { kind, namespace, name } = parseRef(ref)
  if (!entity) {
    const unknown = {
      title: null,
      type: null,
      lifecycle: null,
      owner: null,
      missing: true,
      hasProblems: false,
    }
    return { ref, kind, namespace, name, ...unknown }
  }
  const owner = specRef(entity, 'owner', 'group')
  return {
    ref,
    kind: entity.kind,
    namespace,
    name: entity.metadata.name,
    title: titleOf(entity),
    type: specText(entity, 'type') || null,
    lifecycle: specText(entity, 'lifecycle') || null,
    owner: owner ? { ref: owner, title: parseRef(owner).name, missing: false } : null,
    missing: false,
    hasProblems: false,
  }
}
