import { relationTitle } from '@callboard/sdk/model'
import { FacetMenu, kindPlural, Segmented } from '@callboard/ui'
import { useKinds } from '../../data/use-catalog.ts'
import { DirectionIcon } from '../draw/icons.tsx'
import { relationTypes } from '../model/draw-edges.ts'
import type { GraphView } from '../model/graph-view.ts'
import { Choice } from './Choice.tsx'
import classes from './GraphToolbar.module.css'
import { Toggle } from './Toggle.tsx'

const depths = ['1', '2', '3', '4', '5', '∞'] as const
const directions = [
  { value: 'LR', name: 'Left to right', degrees: 0 },
  { value: 'RL', name: 'Right to left', degrees: 180 },
  { value: 'TB', name: 'Top to bottom', degrees: 90 },
  { value: 'BT', name: 'Bottom to top', degrees: 270 },
] as const

/** What is drawn and how: depth, kinds, relations, direction, curve, simplified, merged. */
export function GraphToolbar({
  view,
  onChange,
}: {
  view: GraphView
  onChange(next: Partial<GraphView>): void
}) {
  const kinds = useKinds()
  const isAround = view.impact === undefined
  const depth = Number.isFinite(view.maxDepth) ? String(view.maxDepth) : '∞'
  return (
    <div className={classes.bar} role="toolbar" aria-label="Filters of the graph">
      {isAround && view.roots.length > 0 && (
        <Choice
          label="Depth"
          value={depth}
          options={[...new Set([...depths, depth])].map((value) => ({ value, label: value }))}
          onChange={(value) =>
            onChange({ maxDepth: value === '∞' ? Number.POSITIVE_INFINITY : Number(value) })
          }
        />
      )}
      <FacetMenu
        label="Kinds"
        selected={view.kinds}
        options={(kinds.data?.kinds ?? []).map(({ value, count }) => ({
          value: value.toLowerCase(),
          label: kindPlural(value),
          count,
        }))}
        status={kinds.isError ? 'failed' : kinds.isPending ? 'loading' : 'idle'}
        onOpen={() => {}}
        onChange={(next) => onChange({ kinds: next })}
      />
      {isAround && (
        <FacetMenu
          label="Relations"
          selected={view.relations}
          options={[...new Set([...relationTypes, ...view.relations])].map((value) => ({
            value,
            label: sentence(relationTitle(value)),
          }))}
          status="idle"
          onOpen={() => {}}
          onChange={(next) => onChange({ relations: next })}
        />
      )}
      <Segmented
        label="Direction"
        value={view.direction}
        options={directions.map(({ value, name, degrees }) => ({
          value,
          name,
          icon: true,
          label: <DirectionIcon degrees={degrees} />,
        }))}
        onChange={(direction) => onChange({ direction })}
      />
      <Choice
        label="Curve"
        value={view.curve}
        options={[
          { value: 'curveMonotoneX', label: 'Smooth' },
          { value: 'curveStepBefore', label: 'Stepped' },
        ]}
        onChange={(curve) => onChange({ curve })}
      />
      <Toggle
        label="Simplified"
        title="Draw only the lines that lead to something new; the others show with the node you look at"
        isOn={view.unidirectional}
        onChange={(unidirectional) => onChange({ unidirectional })}
      />
      <Toggle
        label="Merge relations"
        title="One line for both directions of a relation"
        isOn={view.mergeRelations}
        onChange={(mergeRelations) => onChange({ mergeRelations })}
      />
    </div>
  )
}

function sentence(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1)
}
