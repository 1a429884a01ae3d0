import { Button } from '@callboard/ui'
import type { GraphAnswer } from '../../../api.ts'
import classes from '../GraphPage.module.css'
import { type GraphView, limits } from '../model/graph-view.ts'
import { RootPicker } from './RootPicker.tsx'

/** The line above a graph that is a start, is alone, or does not show everything. */
export function GraphNotice({
  view,
  answer,
  onChange,
  onStart,
}: {
  view: GraphView
  answer: GraphAnswer | undefined
  onChange(next: Partial<GraphView>): void
  onStart(ref: string): void
}) {
  if (view.roots.length === 0) {
    return (
      <div className={classes.note}>
        <p>
          The largest parts of the catalog. A double click opens one, a “+” shows more; or look for an entity:
        </p>
        <RootPicker label="Start from an entity" onPick={onStart} />
      </div>
    )
  }
  if (answer?.nodes.length === 1) {
    return (
      <div className={classes.note}>
        <p>{lonely(answer, view)}</p>
        <RootPicker label="Start from another entity" onPick={onStart} />
      </div>
    )
  }
  if (!answer?.truncated) return null
  const more = limits.find((limit) => limit > view.limit)
  return (
    <div className={classes.note} role="status">
      <p>
        The nearest {answer.nodes.length.toLocaleString('en')} are shown; a “+” says how many more there are.
      </p>
      {more && <Button onClick={() => onChange({ limit: more })}>Show {more.toLocaleString('en')}</Button>}
      {view.maxDepth > 2 && !view.impact && (
        <Button onClick={() => onChange({ maxDepth: 2 })}>Only 2 steps</Button>
      )}
    </div>
  )
}

function lonely({ nodes: [node] }: GraphAnswer, view: GraphView): string {
  if (node?.missing && node.leftOut === 0) return 'The catalog does not have it, and nothing refers to it.'
  if (view.impact === 'dependents') return 'Nothing depends on it.'
  if (view.impact) return 'It relies on nothing.'
  if (view.kinds.length > 0 || view.relations.length > 0)
    return 'Nothing is connected with it under these filters.'
  return 'Nothing is connected with it.'
}
