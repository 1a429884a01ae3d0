import type { ReactNode } from 'react'
import { Failed } from './Failed.tsx'

interface Query<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  refetch(): unknown
}

/** The four states of anything fetched, so that none is forgotten: loading, failed, empty, full. */
export function Loaded<T>({
  query,
  failed,
  loading,
  empty,
  isEmpty,
  children,
}: {
  query: Query<T>
  /** Title of the failed state: "The history could not be read". */
  failed: string
  loading: ReactNode
  empty?: ReactNode
  isEmpty?(data: T): boolean
  children(data: T): ReactNode
}) {
  if (query.data !== undefined) {
    return isEmpty?.(query.data) ? empty : children(query.data)
  }
  if (query.error) return <Failed title={failed} error={query.error} retry={() => query.refetch()} />
  return loading
}
