import { Button, EntityLink, Panel, Skeleton } from '@callboard/ui'
import { useState } from 'react'
import { asOfSearch, useAsOf } from '../data/as-of.ts'
import { specRef, specText, textOf, titleOf } from '../data/entity-text.ts'
import type { Summary } from '../data/labels.ts'
import { YamlHelp } from '../entity/cards/YamlHelp.tsx'
import { RefLink } from '../parts/RefLink.tsx'
import type { ApiSpec } from './api-specs.ts'

const shownAtFirst = 50

/** APIs as a table, each with a button that opens its definition. */
export function ApiTable({
  spec,
  refs,
  summaries,
  open,
}: {
  spec: ApiSpec
  refs: string[]
  /** undefined while they are read; null for what is not in the catalog. */
  summaries: Map<string, Summary> | undefined
  open(ref: string): void
}) {
  const [shown, setShown] = useState(shownAtFirst)
  if (refs.length === 0)
    return (
      <Panel title={spec.title} count={0}>
        <p className="cb-muted">{spec.empty}</p>
        <YamlHelp text={spec.example} />
      </Panel>
    )
  return (
    <Panel title={spec.title} count={refs.length}>
      <table className="apis-table" aria-label={spec.title}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Lifecycle</th>
            <th scope="col">Owner</th>
            <th scope="col">
              <span className="cb-hidden">Definition</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {refs.slice(0, shown).map((ref) => (
            <ApiRow key={ref} entityRef={ref} summary={summaries?.get(ref)} open={open} />
          ))}
        </tbody>
      </table>
      {refs.length > shown && (
        <p className="apis-more">
          <Button onClick={() => setShown(shown + 200)}>
            Show {Math.min(200, refs.length - shown)} more
          </Button>
        </p>
      )}
    </Panel>
  )
}

function ApiRow({
  entityRef,
  summary,
  open,
}: {
  entityRef: string
  summary: Summary | undefined
  open(ref: string): void
}) {
  const search = asOfSearch(useAsOf())
  if (summary === undefined)
    return (
      <tr>
        <td colSpan={5}>
          <Skeleton width={180} />
        </td>
      </tr>
    )
  if (summary === null)
    return (
      <tr>
        <td>
          <EntityLink entityRef={entityRef} missing />
        </td>
        <td colSpan={4} className="apis-missing">
          not in the catalog
        </td>
      </tr>
    )
  const owner = specRef(summary, 'owner', 'group')
  const title = titleOf(summary)
  return (
    <tr>
      <td>
        <EntityLink entityRef={entityRef} label={{ title }} search={search} />
        <p className="apis-description" dir="auto">
          {textOf(summary.metadata.description).slice(0, 200)}
        </p>
      </td>
      <td dir="auto">{specText(summary, 'type')}</td>
      <td dir="auto">{specText(summary, 'lifecycle')}</td>
      <td>{owner && <RefLink entityRef={owner} plain />}</td>
      <td className="apis-action">
        <Button onClick={() => open(entityRef)} aria-label={`Definition of ${title}`}>
          Definition
        </Button>
      </td>
    </tr>
  )
}
