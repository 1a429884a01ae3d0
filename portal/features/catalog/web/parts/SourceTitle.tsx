import { EntityLink, RelativeTime } from '@callboard/ui'
import type { SourceAnswer } from '../data/problem-data.ts'
import classes from './SourceTitle.module.css'

const kinds = { config: 'in the config', registered: 'registered', provider: 'provider' }

/** How a source does: where it is named, its state, when it changed, and its Location entity. */
export function SourceTitle({ source }: { source: SourceAnswer }) {
  return (
    <span className={classes.source}>
      {source.state !== 'ok' && (
        <span className={classes.state} data-state={source.state}>
          {source.state}
        </span>
      )}
      <span>{kinds[source.kind]}</span>
      <span className="cb-num">
        {source.entities === 1 ? '1 entity' : `${source.entities} entities`} from{' '}
        {source.files === 1 ? '1 file' : `${source.files} files`}
      </span>
      {source.lastChangeAt && (
        <span>
          changed <RelativeTime at={source.lastChangeAt} />
        </span>
      )}
      {source.entityRef && <EntityLink entityRef={source.entityRef} label={{ title: 'Location' }} />}
    </span>
  )
}
