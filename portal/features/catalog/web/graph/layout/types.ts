/** Where the arrows point: left to right, right to left, top to bottom, bottom to top. */
export type GraphDirection = 'LR' | 'RL' | 'TB' | 'BT'

/** A graph as numbers, cheap to hand to a worker: nodes are 0 … count − 1, all of one size. */
export interface GraphShape {
  count: number
  edges: readonly (readonly [source: number, target: number])[]
  nodeWidth: number
  nodeHeight: number
  direction: GraphDirection
  /** Room between layers; 72 unless told. */
  layerGap?: number
}

/** Things that hang on one node only, set as a grid of their own: a hundred lines become one. */
export interface Block {
  left: number
  top: number
  width: number
  height: number
  /** The node they hang on. */
  hub: number
  members: number[]
  /** Indices of the edges that `path` stands for. */
  edges: number[]
  path: number[]
}

export interface GraphLayout {
  width: number
  height: number
  /** Centres of the nodes. */
  x: number[]
  y: number[]
  /** Points of each edge as x, y, x, y, …; empty for those that a block's path stands for. */
  paths: number[][]
  blocks: Block[]
}
