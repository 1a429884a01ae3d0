import { type EntityView, refOf } from '@callboard/sdk/model'
import { Failed, Panel, readRef } from '@callboard/ui'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { asOfSearch, useAsOf } from '../data/as-of.ts'
import { useNearby } from '../graph/data/use-nearby.ts'
import { GraphStage } from '../graph/draw/GraphStage.tsx'
import { useLayout } from '../graph/layout/use-layout.ts'
import { drawingOf } from '../graph/model/drawing.ts'
import { graphOf } from '../graph/model/graph-view.ts'
import classes from './entity.module.css'

const mostNodes = 200

/** The parts of a system and how they use each other, top down. */
export default function DiagramTab({ entity }: { entity: EntityView }) {
  const navigate = useNavigate()
  const asOf = useAsOf()
  const ref = refOf(entity)
  const query = useNearby(entity, mostNodes)
  const drawing = useMemo(
    () =>
      query.data && drawingOf(query.data, { mergeRelations: true, unidirectional: true, direction: 'TB' }),
    [query.data],
  )
  const done = useLayout(drawing)
  const open = (target: string | undefined) => {
    if (target)
      void navigate({
        to: '/catalog/$namespace/$kind/$name',
        params: readRef(target),
        search: asOfSearch(asOf),
      })
  }
  return (
    <Panel
      title="System Diagram"
      actions={
        <Link to="/catalog-graph" search={graphOf(ref, { maxDepth: 2 })} className="cb-link">
          {asOf ? 'View graph of now' : 'View graph'}
        </Link>
      }
    >
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
