import { Button, EntityLink, kindPlural, Loaded, Panel, RelativeTime, Reserved, readRef } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { textOf } from '../data/entity-text.ts'
import { type ChangeGroup, changedParts, groupChanges } from './change-groups.ts'
import classes from './home.module.css'
import { type RecentChange, useRecentChanges } from './home-data.ts'
import { RowsSkeleton } from './RowsSkeleton.tsx'

const words = { created: 'added', updated: 'changed', deleted: 'removed' }
const shownAtFirst = 12
const namesAtFirst = 6
const mostNames = 100

/** Who changed what, and when, in the whole catalog. */
export default function ChangesCard({ title }: { title: string }) {
  const query = useRecentChanges()
  const pages = query.data?.pages.length ?? 0
  return (
    <Reserved id="changes" isLoading={query.isPending} atFirst={420}>
      <Panel title={title}>
        <Loaded
          query={query}
          failed="The changes could not be read"
          loading={<RowsSkeleton rows={10} />}
          isEmpty={(data) => data.pages.every((page) => page.items.length === 0)}
          empty={
            <p className="cb-muted">
              Nothing has changed yet. What is added, changed or removed appears here.
            </p>
          }
        >
          {(data) => {
            const groups = groupChanges(data.pages.flatMap((page) => page.items))
            const shown = pages === 1 ? groups.slice(0, shownAtFirst) : groups
            return (
              <>
                <ol>
                  {shown.map((group) => (
                    <Change
                      key={group.first.id}
                      group={group}
                      isOpenEnded={query.hasNextPage && group === groups.at(-1)}
                    />
                  ))}
                </ol>
                {query.hasNextPage && (
                  <p className={classes.more}>
                    <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                      Older changes
                    </Button>
                  </p>
                )}
              </>
            )
          }}
        </Loaded>
      </Panel>
    </Reserved>
  )
}

function Change({ group: { first, items }, isOpenEnded }: { group: ChangeGroup; isOpenEnded: boolean }) {
  const locations = new Set(items.map(({ cause }) => cause.location))
  return (
    <li className={classes.change}>
      <div className={classes.changeHead}>
        <span className={classes.changeWhat}>
          {items.length === 1 ? <One change={first} /> : <Many items={items} isOpenEnded={isOpenEnded} />}
        </span>
        <span className={classes.at}>
          <RelativeTime at={first.at} />
        </span>
      </div>
      {locations.size === 1 && <Cause change={first} />}
    </li>
  )
}

function One({ change }: { change: RecentChange }) {
  const parts = change.change === 'updated' ? changedParts(change) : ''
  const isGone = change.change === 'deleted'
  return (
    <span className={classes.one}>
      <EntityLink entityRef={change.entityRef} label={labelOf(change)} missing={isGone} />
      <span className={classes.did} dir="auto">
        {parts === '' ? words[change.change] : `changed ${parts}`}
      </span>
    </span>
  )
}

function Many({ items, isOpenEnded }: { items: RecentChange[]; isOpenEnded: boolean }) {
  const [isAll, setIsAll] = useState(false)
  const change = items[0]?.change ?? 'updated'
  const kinds = new Set(items.map(({ entityRef }) => readRef(entityRef).kind))
  const [kind] = kinds
  const what = kinds.size === 1 && kind ? kindPlural(kind).toLowerCase() : 'entities'
  const shown = items.slice(0, isAll ? mostNames : namesAtFirst)
  return (
    <>
      <span className={classes.many}>
        {items.length}
        {isOpenEnded && '+'} {what} {words[change]}
      </span>
      <ul className={classes.names}>
        {shown.map((item) => (
          <li key={item.id}>
            <EntityLink entityRef={item.entityRef} label={labelOf(item)} missing={change === 'deleted'} />
          </li>
        ))}
        {!isAll && items.length > shown.length && (
          <li>
            <button type="button" className={classes.inline} onClick={() => setIsAll(true)}>
              and {items.length - shown.length} more
            </button>
          </li>
        )}
      </ul>
    </>
  )
}

/** Without marks that turn the direction of what stands beside it; of a long address the end says most. */
function labelOf({ title, entityRef }: RecentChange) {
  if (title === null) return undefined
  const text = textOf(title)
  return { title: entityRef.startsWith('location:') ? endOf(text) : text }
}

function endOf(address: string): string {
  return address.split('/').slice(-2).join('/')
}

/** By whom and from where; the last parts of the address say which file it is. */
function Cause({ change: { cause, entityRef, change } }: { change: RecentChange }) {
  const from = cause.location?.replace(/^[^:]+:/, '')
  const who = cause.actor && cause.actor !== 'catalog' ? cause.actor : undefined
  if (!from && !who) return null
  return (
    <p className={classes.cause}>
      {who && `by ${who} `}
      {from && (
        <span title={from} dir="auto">
          {endOf(from)}
        </span>
      )}
      {cause.revision && ` @ ${cause.revision.slice(0, 7)}`}
      {change === 'updated' && (
        <>
          {' · '}
          <Link
            to="/catalog/$namespace/$kind/$name/$"
            params={{ ...readRef(entityRef), _splat: 'history' }}
            className="cb-link"
          >
            what changed
          </Link>
        </>
      )}
    </p>
  )
}
