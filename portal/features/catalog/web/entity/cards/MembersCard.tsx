import { type EntityView, refOf } from '@callboard/sdk/model'
import { Button, EntityLink, Loaded, Panel, SearchField, Skeleton, usePortal } from '@callboard/ui'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { asOfSearch, useAsOf } from '../../data/as-of.ts'
import { objectOf, textOf, titleOf } from '../../data/entity-text.ts'
import { queryByPredicate } from '../../data/predicate-data.ts'
import { walkGroups } from '../data/org-data.ts'
import { Avatar } from './Avatar.tsx'
import classes from './cards.module.css'

const pageSize = 24
const fields = ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title', 'spec.profile']

/** The people of a group, and of the groups below it when asked. */
export function MembersCard({ entity }: { entity: EntityView }) {
  const portal = usePortal()
  const asOf = useAsOf()
  const ref = refOf(entity)
  const [isDeep, setIsDeep] = useState(false)
  const [typed, setTyped] = useState('')
  const words = useDeferredValue(typed.trim())
  const query = useInfiniteQuery({
    queryKey: ['catalog', 'members', ref, { isDeep, words, asOf }],
    queryFn: async ({ pageParam, signal }) => {
      const groups =
        isDeep && !pageParam ? await walkGroups(portal, [ref], 'childOf', { signal, asOf }) : [ref]
      const question = { kind: 'User', 'relations.memberOf': { $in: groups } }
      return queryByPredicate(
        portal,
        { query: question, fields, limit: pageSize, cursor: pageParam, words, asOf },
        { signal },
      )
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.pageInfo.nextCursor,
    placeholderData: keepPreviousData,
  })
  const total = query.data?.pages[0]?.totalItems
  return (
    <Panel
      title="Members"
      {...(total === undefined ? {} : { count: total })}
      actions={
        <span className={classes.tools}>
          <label className={classes.switch}>
            <input
              type="checkbox"
              checked={isDeep}
              onChange={(event) => setIsDeep(event.currentTarget.checked)}
            />
            Include subgroups
          </label>
          {(typed !== '' || (total ?? 0) > 8) && (
            <SearchField small label="Search members" value={typed} onChange={setTyped} />
          )}
        </span>
      }
    >
      <Loaded
        query={query}
        failed="The members could not be read"
        loading={<Skeleton width={240} />}
        isEmpty={(data) => data.pages[0]?.items.length === 0}
        empty={
          <p className="cb-muted">
            {words === '' ? 'This group has no members.' : `No member is called “${words}”.`}
          </p>
        }
      >
        {(data) => (
          <>
            <ul className={classes.members}>
              {data.pages
                .flatMap((page) => page.items)
                .map((user) => (
                  <Member key={refOf(user)} user={user} search={asOfSearch(asOf)} />
                ))}
            </ul>
            {query.hasNextPage && (
              <p className={classes.more}>
                <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  Show more
                </Button>
              </p>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  )
}

function Member({ user, search }: { user: EntityView; search: Record<string, unknown> }) {
  const profile = objectOf(user.spec?.profile)
  const name = titleOf(user)
  return (
    <li className={classes.member}>
      <Avatar name={name} picture={profile.picture} />
      <div className={classes.memberText}>
        <p>
          <EntityLink plain entityRef={refOf(user)} label={{ title: name }} search={search} />
        </p>
        <p className={classes.second} dir="auto">
          {textOf(profile.email)}
        </p>
      </div>
    </li>
  )
}
