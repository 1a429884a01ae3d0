import { Button, buttonClass, EntityLink, Panel, readRef, SafeLink, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { getByRefs } from '../data/catalog-data.ts'
import { titleOf } from '../data/entity-text.ts'
import classes from './ImportPage.module.css'
import type { Imported } from './import-data.ts'

const fields = ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title', 'spec.profile.displayName']

/** What was added, and where to go from here. */
export function DoneStep({ done, restart }: { done: Imported[]; restart(): void }) {
  const portal = usePortal()
  const added = done.filter(({ error }) => error === undefined)
  const refs = [...new Set(added.flatMap((imported) => imported.refs))]
  const there = useQuery({
    queryKey: ['catalog', 'imported', refs],
    queryFn: async () => {
      const entities = await getByRefs(portal, refs, fields)
      return new Map(refs.map((ref, index) => [ref, entities[index] ?? null]))
    },
    enabled: refs.length > 0,
    // Reading takes a moment; nobody should follow a link to nothing.
    refetchInterval: ({ state }) =>
      [...(state.data?.values() ?? [null])].some((entity) => !entity) ? 700 : false,
  })
  const first = refs.find((ref) => ref.startsWith('component:')) ?? refs[0]
  const isRead = first !== undefined && Boolean(there.data?.get(first))
  return (
    <>
      {added.length > 0 && (
        <Panel title="The following entities have been added to the catalog:" count={refs.length}>
          {added.map(({ target, refs: own }) => (
            <div key={target} className={classes.location}>
              <SafeLink href={target}>{target}</SafeLink>
              <ul className={classes.list}>
                {own.map((ref) => {
                  const entity = there.data?.get(ref)
                  return (
                    <li key={ref} className={classes.entity}>
                      {entity ? (
                        <EntityLink entityRef={ref} label={{ title: titleOf(entity) }} />
                      ) : (
                        <>
                          <EntityLink entityRef={ref} />
                          <span className="cb-muted">being read…</span>
                        </>
                      )}
                    </li>
                  )
                })}
              </ul>
            </div>
          ))}
        </Panel>
      )}
      {done.some(({ error }) => error !== undefined) && (
        <Panel title="These could not be added">
          {done
            .filter(({ error }) => error !== undefined)
            .map(({ target, error }) => (
              <div key={target} className={classes.location} role="alert">
                <SafeLink href={target}>{target}</SafeLink>
                <p className={classes.fault}>{error}</p>
              </div>
            ))}
        </Panel>
      )}
      <div className={classes.actions}>
        {first !== undefined && (
          <Link
            to="/catalog/$namespace/$kind/$name"
            params={readRef(first)}
            className={buttonClass}
            aria-disabled={!isRead}
          >
            View Component
          </Link>
        )}
        <Button onClick={restart}>Register another</Button>
      </div>
    </>
  )
}
