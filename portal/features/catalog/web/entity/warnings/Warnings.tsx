import { type EntityView, refOf } from '@callboard/sdk/model'
import { EntityLink, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAsOf } from '../../data/as-of.ts'
import { textOf, titleOf } from '../../data/entity-text.ts'
import { ancestryQuery } from '../data/ancestry-query.ts'
import { neighboursOf, useNeighbours } from '../data/related.ts'
import { isOrphan } from '../data/removal-data.ts'
import { RemovalDialog } from '../header/RemovalDialog.tsx'
import classes from './Warnings.module.css'

/** What somebody should look into, above everything else. */
export function Warnings({ entity }: { entity: EntityView }) {
  return (
    <div className={classes.warnings}>
      {isOrphan(entity) && <OrphanWarning entity={entity} />}
      <MissingWarning entity={entity} />
      <AncestorWarning entity={entity} />
    </div>
  )
}

function Warning({ tone, children }: { tone: 'bad' | 'warn'; children: ReactNode }) {
  return (
    <div className={classes.warning} data-tone={tone} role="status">
      {children}
    </div>
  )
}

function OrphanWarning({ entity }: { entity: EntityView }) {
  const asOf = useAsOf()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Warning tone="warn">
      <p>This entity is not referenced by any location and is therefore not receiving updates.</p>
      {!asOf && (
        <button type="button" className={classes.action} onClick={() => setIsOpen(true)}>
          Delete entity
        </button>
      )}
      <RemovalDialog entity={entity} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </Warning>
  )
}

function MissingWarning({ entity }: { entity: EntityView }) {
  const { data } = useNeighbours(entity)
  const missing = data ? neighboursOf(entity).filter((ref) => data.get(ref) === null) : []
  if (missing.length === 0) return null
  return (
    <Warning tone="warn">
      <p>
        This entity has relations to other entities, which can't be found in the catalog. Entities not found
        are:{' '}
        {missing.slice(0, 20).map((ref, index) => (
          <span key={ref}>
            {index > 0 && ', '}
            <code dir="auto">{ref}</code>
          </span>
        ))}
        {missing.length > 20 && ` and ${missing.length - 20} more`}
      </p>
    </Warning>
  )
}

/** Problems of the Locations that lead here: they keep changes of this entity's file from being seen. */
function AncestorWarning({ entity }: { entity: EntityView }) {
  const portal = usePortal()
  const asOf = useAsOf()
  const ref = refOf(entity)
  const { data } = useQuery(ancestryQuery(portal, entity, asOf))
  const faulty = (data ?? []).filter(
    (item) =>
      refOf(item.entity) !== ref && item.entity.status?.items?.some((status) => status.level === 'error'),
  )
  if (faulty.length === 0) return null
  return (
    <details className={classes.ancestors}>
      <summary>
        {faulty.length === 1
          ? 'A location that leads here has'
          : `${faulty.length} locations that lead here have`}{' '}
        problems
      </summary>
      {faulty.slice(0, 10).map((item) => (
        <div key={refOf(item.entity)} className={classes.ancestor}>
          <p>
            The error below originates from{' '}
            <EntityLink entityRef={refOf(item.entity)} label={{ title: titleOf(item.entity) }} />
          </p>
          <ul>
            {item.entity.status?.items.slice(0, 5).map((status, index) => (
              <li key={index} dir="auto">
                {textOf(status.message)}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </details>
  )
}
