import { buttonClass, Notice, RelativeTime, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { EntityAddress } from '../data/catalog-data.ts'
import { listHistory } from '../data/problem-data.ts'

/** Nothing has this ref: where it may be, and how it was when there was one. */
export function NoSuchEntity({ address, asOf }: { address: EntityAddress; asOf: string | undefined }) {
  const portal = usePortal()
  const search = { filters: { kind: address.kind, user: 'all', text: address.name } }
  const { data } = useQuery({
    queryKey: ['catalog', 'past', address],
    queryFn: ({ signal }) => listHistory(portal, address, undefined, { signal }),
  })
  const [last, before] = data?.items ?? []
  const base = `/catalog/${[address.namespace, address.kind, address.name].map(encodeURIComponent).join('/')}`
  return (
    <Notice
      level={1}
      title={asOf ? 'There was no such entity in the catalog then' : 'There is no such entity in the catalog'}
      actions={
        <>
          {!asOf && last?.change === 'deleted' && before && (
            <Link to={base} search={{ asOf: before.at }} className={buttonClass}>
              See it as it was
            </Link>
          )}
          <Link to="/catalog" search={search} className={buttonClass}>
            Look for “{address.name}”
          </Link>
          <Link to="/admin/problems" className={buttonClass}>
            See problems of sources
          </Link>
        </>
      }
    >
      <p>
        There is no {address.kind} with the requested kind, namespace, and name: <code>{address.kind}</code>,{' '}
        <code>{address.namespace}</code>, <code>{address.name}</code>.
      </p>
      {!asOf && last?.change === 'deleted' ? (
        <p>
          It left the catalog <RelativeTime at={last.at} />.
        </p>
      ) : (
        <p>It may have been renamed or removed, or its file cannot be read at the moment.</p>
      )}
    </Notice>
  )
}
