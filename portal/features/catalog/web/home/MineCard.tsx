import { type EntityView, refOf } from '@callboard/sdk/model'
import { EntityLink, kindPlural, Loaded, Panel, Reserved, usePortal } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { specRef, specText, titleOf } from '../data/entity-text.ts'
import { RefLink } from '../parts/RefLink.tsx'
import classes from './home.module.css'
import { type Mine, useMine } from './home-data.ts'
import { NothingMine } from './NothingMine.tsx'
import { RowsSkeleton } from './RowsSkeleton.tsx'

/** Rows of one kind before the catalog takes over. */
const shownOfKind = 8
const kindOrder = ['component', 'api', 'system', 'resource', 'template', 'domain']

/** What I and my groups own, by kind, with what is wrong with it. */
export default function MineCard({ title }: { title: string }) {
  const { user } = usePortal()
  const mine = useMine()
  const isNobody = user.ownershipEntityRefs.length === 0
  const total = mine.data?.totalItems
  return (
    <Reserved id="mine" isLoading={!isNobody && mine.isPending} atFirst={420}>
      <Panel
        title={title}
        {...(total ? { count: total } : {})}
        actions={
          total ? (
            <Link to="/catalog" search={{ filters: { user: 'owned' } }} className="cb-link">
              In the catalog
            </Link>
          ) : undefined
        }
      >
        {isNobody ? (
          <NothingMine />
        ) : (
          <Loaded
            query={mine}
            failed="What you own could not be read"
            loading={<RowsSkeleton rows={10} />}
            isEmpty={(data) => data.items.length === 0}
            empty={<NothingMine />}
          >
            {(data) => <Kinds mine={data} />}
          </Loaded>
        )}
      </Panel>
    </Reserved>
  )
}

function Kinds({ mine }: { mine: Mine }) {
  const kinds = mine.kinds.toSorted((a, b) => rank(a.value) - rank(b.value) || b.count - a.count)
  const owners = new Set(mine.items.map((entity) => specRef(entity, 'owner', 'group')))
  return kinds.map(({ value: kind, count }) => {
    const items = mine.items.filter((entity) => entity.kind.toLowerCase() === kind.toLowerCase())
    return (
      <section key={kind} className={classes.kind} aria-label={kindPlural(kind)}>
        <h3 className={classes.kindName}>
          {kindPlural(kind)} <span className="cb-num">{count}</span>
        </h3>
        <ul>
          {items.slice(0, shownOfKind).map((entity) => (
            <Row key={refOf(entity)} entity={entity} withOwner={owners.size > 1} />
          ))}
        </ul>
        {count > Math.min(items.length, shownOfKind) && (
          <p className={classes.more}>
            <Link
              to="/catalog"
              search={{ filters: { kind: kind.toLowerCase(), user: 'owned' } }}
              className="cb-link"
            >
              All {count} {kindPlural(kind).toLowerCase()}
            </Link>
          </p>
        )}
      </section>
    )
  })
}

function Row({ entity, withOwner }: { entity: EntityView; withOwner: boolean }) {
  const owner = specRef(entity, 'owner', 'group')
  const facts = [specText(entity, 'type'), specText(entity, 'lifecycle')].filter(Boolean).join(' · ')
  return (
    <li className={classes.row}>
      <span className={classes.name}>
        <EntityLink entityRef={refOf(entity)} label={{ title: titleOf(entity) }} />
      </span>
      <Problems entity={entity} />
      <span className={classes.facts} dir="auto">
        {facts}
      </span>
      {withOwner && <span className={classes.owner}>{owner && <RefLink entityRef={owner} plain />}</span>}
    </li>
  )
}

function Problems({ entity }: { entity: EntityView }) {
  const items = entity.status?.items ?? []
  if (items.length === 0) return null
  const { namespace = 'default', name } = entity.metadata
  return (
    <Link
      to="/catalog/$namespace/$kind/$name/$"
      params={{ namespace, kind: entity.kind.toLowerCase(), name, _splat: 'problems' }}
      className={classes.problems}
      data-severity={items.some((item) => item.level === 'error') ? 'error' : 'warning'}
    >
      {items.length === 1 ? '1 problem' : `${items.length} problems`}
    </Link>
  )
}

function rank(kind: string): number {
  const index = kindOrder.indexOf(kind.toLowerCase())
  return index === -1 ? kindOrder.length : index
}
