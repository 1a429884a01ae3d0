import { ProblemIcon, RelativeTime } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useSources } from '../data/use-sources.ts'
import classes from './CatalogIndex.module.css'

const kept = 'callboard.faultySources'

/** One line above the catalog when a source cannot be read or has faulty files; absent otherwise. */
export function SourceNotice() {
  const { data } = useSources()
  const faulty = data?.filter((source) => source.state === 'failing' || source.problems.error > 0).length
  useEffect(() => {
    if (faulty !== undefined) localStorage.setItem(kept, String(faulty))
  }, [faulty])
  // What was true last time stands until the answer comes, so that the page below does not move.
  const shown = faulty ?? (Number(localStorage.getItem(kept)) || 0)
  if (shown === 0) return null
  return (
    <div className={classes.notice} role="status">
      <ProblemIcon size={14} />
      <span>{shown === 1 ? '1 source has problems.' : `${shown} sources have problems.`}</span>
      <Link to="/admin/problems" className="cb-link">
        Show them
      </Link>
    </div>
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
