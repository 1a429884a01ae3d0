import { type EntityView, refOf } from '@callboard/sdk/model'
import { EntityLink, Loaded, Skeleton, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { useAsOf } from '../../data/as-of.ts'
import { titleOf } from '../../data/entity-text.ts'
import { type Ancestor, getAncestry } from '../../data/problem-data.ts'
import classes from './inspect.module.css'

/** Which Location led to which, from the root down to the entity. */
export function InspectAncestry({ entity }: { entity: EntityView }) {
  const portal = usePortal()
  const asOf = useAsOf()
  const { kind, metadata } = entity
  const query = useQuery({
    queryKey: ['catalog', 'ancestry', refOf(entity), asOf ?? null],
    queryFn: ({ signal }) =>
      getAncestry(
        portal,
        { kind, namespace: metadata.namespace ?? 'default', name: metadata.name },
        { signal, asOf },
      ),
  })
  return (
    <>
      <p className={classes.lead}>
        This is the ancestry of entities that emitted the entity: at the top the root, at the end the entity
        itself.
      </p>
      <Loaded
        query={query}
        failed="The ancestry could not be read"
        loading={<Skeleton width={320} height={80} />}
      >
        {(items) => <Tree items={items} self={refOf(entity)} />}
      </Loaded>
    </>
  )
}

function Tree({ items, self }: { items: Ancestor[]; self: string }) {
  const byRef = new Map(items.map((item) => [refOf(item.entity), item]))
  const roots = items.filter((item) => !item.parentEntityRefs.some((parent) => byRef.has(parent)))
  return (
    <ul className={classes.tree}>
      {(roots.length > 0 ? roots : items.slice(0, 1)).map((item) => (
        <Branch key={refOf(item.entity)} item={item} items={items} self={self} path={[]} />
      ))}
    </ul>
  )
}

/** A Location may lead to the entity in several ways; a circle is walked once. */
function Branch({
  item,
  items,
  self,
  path,
}: {
  item: Ancestor
  items: Ancestor[]
  self: string
  path: string[]
}) {
  const ref = refOf(item.entity)
  const below = [...path, ref]
  const children = items.filter(
    (other) => other.parentEntityRefs.includes(ref) && !below.includes(refOf(other.entity)),
  )
  const errors = item.entity.status?.items?.filter((status) => status.level === 'error').length ?? 0
  return (
    <li>
      <span className={classes.node} data-self={ref === self || undefined}>
        <EntityLink entityRef={ref} label={{ title: titleOf(item.entity) }} />
        <code>{ref}</code>
        {errors > 0 && (
          <span className={classes.errors}>{errors === 1 ? '1 problem' : `${errors} problems`}</span>
        )}
      </span>
      {children.length > 0 && below.length < 32 && (
        <ul className={classes.tree}>
          {children.map((child) => (
            <Branch key={refOf(child.entity)} item={child} items={items} self={self} path={below} />
          ))}
        </ul>
      )}
    </li>
  )
}
