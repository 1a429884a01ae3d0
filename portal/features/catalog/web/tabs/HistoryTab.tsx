import { type EntityView, refOf } from '@callboard/sdk/model'
import { Button, buttonClass, Loaded, Notice, RelativeTime, Skeleton, usePortal } from '@callboard/ui'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useAsOf } from '../data/as-of.ts'
import { listHistory, type Version } from '../data/problem-data.ts'
import { MomentField } from '../entity/header/MomentField.tsx'
import { Changes } from '../parts/Changes.tsx'
import classes from './HistoryTab.module.css'

/** Every accepted change of the entity, newest first: when, from where, and what exactly. */
export default function HistoryTab({ entity }: { entity: EntityView }) {
  const portal = usePortal()
  const asOf = useAsOf()
  const { kind, metadata } = entity
  const address = { kind, namespace: metadata.namespace ?? 'default', name: metadata.name }
  const base = `/catalog/${[address.namespace, kind.toLowerCase(), address.name].map(encodeURIComponent).join('/')}`
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
          {!asOf && (
            <div className={classes.pick}>
              <p className="cb-muted">Pick a version, or any moment, to see this page as of then.</p>
              <MomentField asOf={asOf} />
            </div>
          )}
          <ol className={classes.timeline}>
            {data.pages
              .flatMap((page) => page.items)
              .map((version) => (
                <VersionItem
                  key={version.id}
                  version={version}
                  base={base}
                  isShown={version.id === shown(data, asOf)}
                />
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

/** The version that held at the moment the page shows. */
function shown(data: { pages: { items: Version[] }[] }, asOf: string | undefined): string | undefined {
  if (!asOf) return undefined
  const at = Date.parse(asOf)
  return data.pages.flatMap((page) => page.items).find((version) => Date.parse(version.at) <= at)?.id
}

function VersionItem({ version, base, isShown }: { version: Version; base: string; isShown: boolean }) {
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
        {isShown && <span className={classes.here}>shown now</span>}
        {!isShown && version.change !== 'deleted' && (
          <Link to={base} search={{ asOf: version.at }} className={`${buttonClass} ${classes.then}`}>
            See the page as of then
          </Link>
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
