import { type EntityView, refOf } from '@callboard/sdk/model'
import { Failed, Panel, readRef } from '@callboard/ui'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useAsOf } from '../data/as-of.ts'
import { useGraph } from '../graph/data/graph-data.ts'
import { GraphStage } from '../graph/draw/GraphStage.tsx'
import { useLayout } from '../graph/layout/use-layout.ts'
import { drawingOf } from '../graph/model/drawing.ts'
import { graphOf } from '../graph/model/graph-view.ts'
import classes from './entity.module.css'

/** The parts of a system and how they use each other, top down. */
export default function DiagramTab({ entity }: { entity: EntityView }) {
  const navigate = useNavigate()
  const asOf = useAsOf()
  const ref = refOf(entity)
  const query = useGraph({
    roots: [ref],
    maxDepth: 1,
    kinds: [],
    relations: [],
    expanded: [],
    limit: 200,
  })
  const drawing = useMemo(
    () =>
      query.data && drawingOf(query.data, { mergeRelations: true, unidirectional: true, direction: 'TB' }),
    [query.data],
  )
  const done = useLayout(drawing)
  const open = (target: string | undefined) => {
    if (target) void navigate({ to: '/catalog/$namespace/$kind/$name', params: readRef(target) })
  }
  return (
    <Panel
      title="System Diagram"
      actions={
        <Link to="/catalog-graph" search={graphOf(ref, { maxDepth: 2 })} className="cb-link">
          View graph
        </Link>
      }
    >
      {asOf && <p className="cb-muted">The diagram is as of now: drawings of the past are not kept.</p>}
      <div className={classes.diagram}>
        {query.error && !query.data && (
          <Failed
            title="The diagram could not be read"
            error={query.error}
            retry={() => void query.refetch()}
          />
        )}
        {done && (
          <GraphStage
            label="Parts of the system"
            drawing={done.input}
            layout={done.layout}
            curve="curveMonotoneX"
            isSmall
            onSelect={open}
            onOpen={open}
          />
        )}
      </div>
    </Panel>
  )
}
