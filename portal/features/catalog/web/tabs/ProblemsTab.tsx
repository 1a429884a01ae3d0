import { type EntityView, refOf } from '@callboard/sdk/model'
import { EntityLink, Loaded, Notice, Panel, Skeleton, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { useAsOf } from '../data/as-of.ts'
import { titleOf } from '../data/entity-text.ts'
import { getAncestry, listProblems } from '../data/problem-data.ts'
import { ProblemList } from '../parts/ProblemList.tsx'
import classes from './tabs.module.css'

/** What is wrong with this entity, and with the Locations that lead to it. */
export default function ProblemsTab({ entity }: { entity: EntityView }) {
  const portal = usePortal()
  const ref = refOf(entity)
  const query = useQuery({
    queryKey: ['catalog', 'problems', ref],
    queryFn: ({ signal }) => listProblems(portal, { entityRef: ref }, { signal }),
  })
  const ancestors = useFaultyAncestors(entity)
  const asOf = useAsOf()
  return (
    <div className={classes.stack}>
      {asOf && (
        <p className="cb-muted">
          These are the problems of now: what was wrong at an earlier moment is not kept.
        </p>
      )}
      <Loaded
        query={query}
        failed="The problems could not be read"
        loading={<Skeleton width={320} />}
        isEmpty={(page) => page.items.length === 0}
        empty={
          ancestors.length === 0 && (
            <Notice title="No problems">
              <p>This entity and the files that lead to it were read without complaint.</p>
            </Notice>
          )
        }
      >
        {(page) => (
          <Panel title="On this entity" count={page.totalItems}>
            <ProblemList problems={page.items} />
          </Panel>
        )}
      </Loaded>
      {ancestors.map((ancestor) => (
        <AncestorProblems key={refOf(ancestor)} ancestor={ancestor} />
      ))}
    </div>
  )
}

function AncestorProblems({ ancestor }: { ancestor: EntityView }) {
  const portal = usePortal()
  const ref = refOf(ancestor)
  const { data } = useQuery({
    queryKey: ['catalog', 'problems', ref],
    queryFn: ({ signal }) => listProblems(portal, { entityRef: ref }, { signal }),
  })
  if (!data || data.items.length === 0) return null
  return (
    <Panel
      title="On a location that leads here"
      count={data.totalItems}
      actions={<EntityLink entityRef={ref} label={{ title: titleOf(ancestor) }} />}
    >
      <ProblemList problems={data.items} />
    </Panel>
  )
}

/** Ancestors whose status says that something is wrong. */
function useFaultyAncestors(entity: EntityView): EntityView[] {
  const portal = usePortal()
  const ref = refOf(entity)
  const { kind, metadata } = entity
  const { data } = useQuery({
    queryKey: ['catalog', 'ancestry', ref],
    queryFn: ({ signal }) =>
      getAncestry(
        portal,
        { kind, namespace: metadata.namespace ?? 'default', name: metadata.name },
        { signal },
      ),
  })
  return (data ?? [])
    .map((item) => item.entity)
    .filter((ancestor) => refOf(ancestor) !== ref && (ancestor.status?.items?.length ?? 0) > 0)
}
