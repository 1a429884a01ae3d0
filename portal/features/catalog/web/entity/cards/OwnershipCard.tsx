import { type EntityView, refOf } from '@callboard/sdk/model'
import {
  Button,
  KindGlyph,
  kindPlural,
  kindSingular,
  Loaded,
  Panel,
  Skeleton,
  usePortal,
} from '@callboard/ui'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useAsOf } from '../../data/as-of.ts'
import { countOwned, type Owned, ownersOf } from '../data/org-data.ts'
import classes from './cards.module.css'

const mostTiles = 6

/** What a group or a person owns, by kind and type; each tile opens the catalog filtered to it. */
export function OwnershipCard({ entity }: { entity: EntityView }) {
  const portal = usePortal()
  const asOf = useAsOf()
  // A person mostly owns through groups.
  const [isAggregated, setIsAggregated] = useState(entity.kind.toLowerCase() === 'user')
  const query = useQuery({
    queryKey: ['catalog', 'ownership', refOf(entity), { isAggregated, asOf }],
    queryFn: async ({ signal }) => {
      const owners = await ownersOf(portal, entity, isAggregated, { signal, asOf })
      return { owners, ...(await countOwned(portal, owners, { signal, asOf })) }
    },
    placeholderData: keepPreviousData,
  })
  return (
    <Panel
      title="Ownership"
      {...(query.data ? { count: query.data.total } : {})}
      actions={
        <label className={classes.switch}>
          <input
            type="checkbox"
            checked={isAggregated}
            onChange={(event) => setIsAggregated(event.currentTarget.checked)}
          />
          Include indirect ownership
        </label>
      }
    >
      <Loaded
        query={query}
        failed="What is owned could not be counted"
        loading={<Skeleton width={240} height={60} />}
        isEmpty={(data) => data.tiles.length === 0}
        empty={
          <p className="cb-muted">
            Nothing names {entity.kind.toLowerCase() === 'user' ? 'this person' : 'this group'} as its owner.
          </p>
        }
      >
        {(data) => <Tiles tiles={data.tiles} owners={data.owners} />}
      </Loaded>
    </Panel>
  )
}

function Tiles({ tiles, owners }: { tiles: Owned[]; owners: string[] }) {
  const [isAll, setIsAll] = useState(false)
  return (
    <>
      <ul className={classes.tiles}>
        {tiles.slice(0, isAll ? 60 : mostTiles).map((tile) => (
          <li key={`${tile.kind} ${tile.type}`}>
            <Tile tile={tile} owners={owners} />
          </li>
        ))}
      </ul>
      {!isAll && tiles.length > mostTiles && (
        <p className={classes.more}>
          <Button onClick={() => setIsAll(true)}>Show {tiles.length - mostTiles} more types</Button>
        </p>
      )}
    </>
  )
}

function Tile({ tile: { kind, type, count }, owners }: { tile: Owned; owners: string[] }) {
  const filters = { kind, ...(type ? { type } : {}), owners, user: 'all' }
  const kinds = count === 1 ? kindSingular(kind) : kindPlural(kind)
  return (
    <Link to="/catalog" search={{ filters }} className={classes.tile}>
      <span className={classes.tileCount}>{count}</span>
      <span className={classes.tileName}>
        <KindGlyph kind={kind} size={14} />
        <span dir="auto">{type || kinds}</span>
      </span>
      {type && <span className={classes.tileKind}>{kinds}</span>}
    </Link>
  )
}
