import type { EntityView } from '@callboard/sdk/model'
import { Panel } from '@callboard/ui'
import { textOf } from '../../data/entity-text.ts'
import classes from './cards.module.css'

/** Shown elsewhere on the page. */
const known = new Set(['type', 'lifecycle', 'owner', 'system', 'domain', 'profile', 'parent', 'children'])

/** What a kind we know little about says of itself: its spec, as a table. */
export function SpecCard({ entity }: { entity: EntityView }) {
  const entries = specEntries(entity)
  return (
    <Panel title="Spec">
      <table className={classes.pairs}>
        <tbody>
          {entries.slice(0, 100).map(([key, value]) => (
            <tr key={key}>
              <th scope="row" dir="auto">
                {key}
              </th>
              <td dir="auto">
                <Value value={value} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

export function specEntries(entity: EntityView): [string, unknown][] {
  return Object.entries(entity.spec ?? {}).filter(([key]) => !known.has(key))
}

function Value({ value }: { value: unknown }) {
  const flat = textOf(value)
  if (flat !== '') return <>{flat.slice(0, 2000)}</>
  if (Array.isArray(value) && value.every((item) => textOf(item) !== '')) {
    return <>{value.slice(0, 100).map(textOf).join(', ')}</>
  }
  return <pre className={classes.nested}>{JSON.stringify(value, null, 2)?.slice(0, 2000)}</pre>
}
