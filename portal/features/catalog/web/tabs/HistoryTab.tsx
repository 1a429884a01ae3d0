import { type EntityView, refOf } from '@callboard/sdk/model'
import { Button, Loaded, Notice, RelativeTime, Skeleton, usePortal } from '@callboard/ui'
import { useInfiniteQuery } from '@tanstack/react-query'
import { listHistory, type Version } from '../data/problem-data.ts'
import { Changes } from '../parts/Changes.tsx'
import classes from './HistoryTab.module.css'

/** Every accepted change of the entity, newest first: when, from where, and what exactly. */
export default function HistoryTab({ entity }: { entity: EntityView }) {
  const portal = usePortal()
  const { kind, metadata } = entity
  const address = { kind, namespace: metadata.namespace ?? 'default', name: metadata.name }
  const query = useInfiniteQuery({
    queryKey: ['catalog', 'history', refOf(entity)],
    queryFn: ({ pageParam, signal }) => listHistory(portal, address, pageParam, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pageInfo.nextCursor,
  })
  return (
    <Loaded
      query={query}
      failed="The history could not be read"
      loading={<Skeleton width={320} />}
      isEmpty={(data) => data.pages[0]?.items.length === 0}
      empty={
        <Notice title="No history is kept">
          <p>The versions of this entity are older than this portal remembers.</p>
        </Notice>
      }
    >
      {(data) => (
        <>
          <ol className={classes.timeline}>
            {data.pages
              .flatMap((page) => page.items)
              .map((version) => (
                <VersionItem key={version.id} version={version} />
              ))}
          </ol>
          {query.hasNextPage && (
            <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show older versions
            </Button>
          )}
        </>
      )}
    </Loaded>
  )
}

const words = { created: 'Created', updated: 'Changed', deleted: 'Deleted' }

function VersionItem({ version }: { version: Version }) {
  const { cause } = version
  const from = cause.location?.replace(/^[^:]+:/, '')
  return (
    <li className={classes.version} data-change={version.change}>
      <div className={classes.head}>
        <strong className={classes.what}>{words[version.change]}</strong>
        <RelativeTime at={version.at} />
        {cause.actor && cause.actor !== 'catalog' && <span>by {cause.actor}</span>}
        {from && (
          <span className={classes.from} title={from}>
            from {from}
            {cause.revision && ` @ ${cause.revision.slice(0, 7)}`}
          </span>
        )}
      </div>
      {version.change === 'updated' && version.changes && <Changes changes={version.changes} />}
      {version.change === 'updated' && version.changes === null && (
        <p className="cb-muted">
          The version before is not kept any more, so there is nothing to compare with.
        </p>
      )}
    </li>
  )
}
