import { EntityLink, RelativeTime } from '@callboard/ui'
import type { SourceAnswer } from '../data/problem-data.ts'
import classes from './SourceTitle.module.css'

const kinds = { config: 'in the config', registered: 'registered', provider: 'provider' }

/** How a source does: where it is named, its state, when it changed, and its Location entity. */
export function SourceTitle({ source }: { source: SourceAnswer }) {
  return (
    <span className={classes.source}>
      <span className={classes.state} data-state={source.state}>
        {source.state}
      </span>
      <span>{kinds[source.kind]}</span>
      {source.lastChangeAt && (
        <span>
          changed <RelativeTime at={source.lastChangeAt} />
        </span>
      )}
      {source.entityRef && <EntityLink entityRef={source.entityRef} label={{ title: 'Location' }} />}
    </span>
  )
}
