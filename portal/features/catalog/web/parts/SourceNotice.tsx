import { ProblemIcon, RelativeTime } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { useSources } from '../data/use-sources.ts'
import classes from './CatalogIndex.module.css'

/** Said beside the facets, where it moves nothing, when a source cannot be read or has faulty files. */
export function SourceNotice() {
  const { data = [] } = useSources()
  const faulty = data.filter((source) => source.state === 'failing' || source.problems.error > 0).length
  if (faulty === 0) return null
  return (
    <p className={classes.notice} role="status">
      <ProblemIcon size={14} />
      <span>{faulty === 1 ? '1 source has problems.' : `${faulty} sources have problems.`}</span>
      <Link to="/admin/problems" className="cb-link">
        Show them
      </Link>
    </p>
  )
}

/** How fresh the whole catalog is: when something was read last. */
export function Freshness() {
  const { data = [] } = useSources()
  const last = data.reduce(
    (latest, { lastReadAt }) => (lastReadAt && lastReadAt > latest ? lastReadAt : latest),
    '',
  )
  if (last === '') return null
  return (
    <p className={classes.fresh}>
      Read <RelativeTime at={last} /> from{' '}
      <Link to="/admin/sources" className="cb-link">
        {data.length === 1 ? 'one source' : `${data.length} sources`}
      </Link>
    </p>
  )
}
