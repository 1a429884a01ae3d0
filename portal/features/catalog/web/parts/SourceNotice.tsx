import { ProblemIcon, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { listSources } from '../data/problem-data.ts'
import classes from './CatalogIndex.module.css'

const kept = 'callboard.faultySources'

/** One line above the catalog when a source cannot be read or has faulty files; absent otherwise. */
export function SourceNotice() {
  const portal = usePortal()
  const { data } = useQuery({
    queryKey: ['catalog', 'sources'],
    queryFn: ({ signal }) => listSources(portal, { signal }),
    staleTime: 30_000,
    refetchInterval: 60_000,
  })
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
