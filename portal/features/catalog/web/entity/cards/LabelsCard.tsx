import type { EntityView } from '@callboard/sdk/model'
import { Panel } from '@callboard/ui'
import { textOf } from '../../data/entity-text.ts'
import classes from './cards.module.css'

/** Labels are for machines and for filters; a table of both columns. */
export function LabelsCard({ entity }: { entity: EntityView }) {
  const labels = Object.entries(entity.metadata.labels ?? {})
  return (
    <Panel title="Labels" count={labels.length}>
      <table className={classes.pairs}>
        <thead className="cb-hidden">
          <tr>
            <th>Label</th>
            <th>Value</th>
          </tr>
        </thead>
        <tbody>
          {labels.slice(0, 200).map(([label, value]) => (
            <tr key={label}>
              <th scope="row" dir="auto">
                {label}
              </th>
              <td dir="auto">{textOf(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
