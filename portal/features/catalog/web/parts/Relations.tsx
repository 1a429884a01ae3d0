import type { EntityView } from '@callboard/sdk/model'
import { Panel } from '@callboard/ui'
import { useState } from 'react'
import { useLabel } from '../data/labels.ts'
import { RefLink } from './RefLink.tsx'
import classes from './Relations.module.css'

// The order in which people ask: whose is it, what is it part of, what does it offer and need.
const titles: Record<string, string> = {
  ownedBy: 'Owned by',
  partOf: 'Part of',
  hasPart: 'Has parts',
  providesApi: 'Provides APIs',
  apiProvidedBy: 'Provided by',
  consumesApi: 'Consumes APIs',
  apiConsumedBy: 'Consumed by',
  dependsOn: 'Depends on',
  dependencyOf: 'Dependency of',
  memberOf: 'Member of',
  hasMember: 'Has members',
  childOf: 'Child of',
  parentOf: 'Parent of',
  ownerOf: 'Owner of',
}

/** How many of one type are shown before the reader asks for more. */
const shownAtFirst = 20
const shownAtMost = 500

/**
 * Everything this entity has to do with, by type; what is not in the catalog says so. `without` names the types
 * that a card of their own shows.
 */
export function Relations({ entity, without = [] }: { entity: EntityView; without?: string[] }) {
  const all = entity.relations ?? []
  const relations = all.filter((relation) => !without.includes(relation.type))
  if (all.length > 0 && relations.length === 0) return null
  const byType = Map.groupBy(relations, (relation) => relation.type)
  const order = Object.keys(titles)
  const place = (type: string) => (order.indexOf(type) === -1 ? order.length : order.indexOf(type))
  const types = [...byType.keys()].toSorted((a, b) => place(a) - place(b) || a.localeCompare(b))
  return (
    <Panel title="Relations" count={relations.length}>
      {types.length === 0 && (
        <p className="cb-muted">
          Nothing refers to this entity, and it refers to nothing. Relations come from fields such as{' '}
          <code>spec.owner</code>, <code>spec.system</code> or <code>spec.dependsOn</code>.
        </p>
      )}
      {types.map((type) => (
        <Group key={type} type={type} refs={(byType.get(type) ?? []).map((relation) => relation.targetRef)} />
      ))}
    </Panel>
  )
}

function Group({ type, refs }: { type: string; refs: string[] }) {
  const [shown, setShown] = useState(shownAtFirst)
  const rest = refs.length - shown
  return (
    <section className={classes.group} aria-label={titles[type] ?? type}>
      <h3 className={classes.title}>
        {titles[type] ?? type}
        {refs.length > 1 && <span className={classes.count}>{refs.length}</span>}
      </h3>
      <ul className={classes.list}>
        {refs.slice(0, shown).map((ref) => (
          <Target key={ref} entityRef={ref} />
        ))}
      </ul>
      {rest > 0 && shown < shownAtMost && (
        <button
          type="button"
          className={classes.more}
          onClick={() => setShown(shown === shownAtFirst ? 200 : shownAtMost)}
        >
          Show {Math.min(rest, (shown === shownAtFirst ? 200 : shownAtMost) - shown)} more
        </button>
      )}
      {rest > 0 && shown >= shownAtMost && <p className="cb-muted">and {rest} more, see YAML</p>}
    </section>
  )
}

function Target({ entityRef }: { entityRef: string }) {
  const { label } = useLabel(entityRef)
  return (
    <li className={classes.target}>
      <RefLink entityRef={entityRef} />
      <span className={label === null ? classes.missing : classes.type} dir="auto">
        {label === null ? 'not in the catalog' : label?.type}
      </span>
    </li>
  )
}
