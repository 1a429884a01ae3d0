import { type EntityView, refOf } from '@callboard/sdk/model'
import { Failed, Panel, readRef } from '@callboard/ui'
import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { asOfSearch, useAsOf } from '../data/as-of.ts'
import { useNearby } from './data/use-nearby.ts'
import { GraphStage } from './draw/GraphStage.tsx'
import { useLayout } from './layout/use-layout.ts'
import { drawingOf } from './model/drawing.ts'
import { graphOf } from './model/graph-view.ts'
import classes from './RelationsCard.module.css'

/** More than this would be a blot; the page shows them. */
const mostNodes = 40

/** A small live graph of an entity and what is one step away. */
export default function RelationsCard({ entity }: { entity: EntityView }) {
  const navigate = useNavigate()
  const ref = refOf(entity)
  const asOf = useAsOf()
  const query = useNearby(entity, mostNodes)
  const drawing = useMemo(
    () =>
      query.data &&
      drawingOf(query.data, { mergeRelations: true, unidirectional: true, direction: 'LR', isSmall: true }),
    [query.data],
  )
  const done = useLayout(drawing)
  const isAlone = query.data !== undefined && query.data.nodes.length < 2
  const open = (target: string | undefined) => {
    if (target)
      void navigate({
        to: '/catalog/$namespace/$kind/$name',
        params: readRef(target),
        search: asOfSearch(asOf),
      })
  }
  const leftOut = query.data?.nodes.find((node) => node.ref === ref)?.leftOut ?? 0
  return (
    <Panel
      title="Graph"
      actions={
        <span className={classes.links}>
          {asOf && <span className="cb-muted">Now:</span>}
          <Link to="/catalog-graph" search={graphOf(ref, { impact: 'dependents' })} className="cb-link">
            Impact
          </Link>
          <Link to="/catalog-graph" search={graphOf(ref, { maxDepth: 2 })} className="cb-link">
            View graph
          </Link>
        </span>
      }
    >
      <div className={classes.stage}>
        {query.error && !query.data ? (
          <Failed
            title="The graph could not be read"
            error={query.error}
            retry={() => void query.refetch()}
          />
        ) : isAlone ? (
          <p className="cb-muted">Nothing is connected with this entity.</p>
        ) : (
          done && (
            <GraphStage
              label="What is one step away"
              drawing={done.input}
              layout={done.layout}
              curve="curveMonotoneX"
              isSmall
              onSelect={open}
              onOpen={open}
            />
          )
        )}
      </div>
      {leftOut > 0 && <p className={classes.more}>and {leftOut} more on the graph page</p>}
    </Panel>
  )
}
