import { Button, EntityLink, kindSingular, Panel, primaryClass, readRef, SafeLink } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { titleOf } from '../data/entity-text.ts'
import classes from './ImportPage.module.css'
import type { Imported } from './import-data.ts'
import { type There, useThere } from './use-there.ts'

/** What was added or is read again, and where to go from here. */
export function DoneStep({ done, restart }: { done: Imported[]; restart(): void }) {
  const fine = done.filter(({ error }) => error === undefined)
  const added = fine.filter(({ wasKnown }) => !wasKnown)
  const known = fine.filter(({ wasKnown }) => wasKnown)
  const refused = done.filter(({ error }) => error !== undefined)
  const refs = [...new Set(fine.flatMap((imported) => imported.refs))]
  const there = useThere(refs)
  const first = refs.find((ref) => ref.startsWith('component:')) ?? refs[0]
  const isRead = first !== undefined && Boolean(there?.get(first))
  return (
    <>
      {added.length > 0 && (
        <Locations
          title="The following entities have been added to the catalog:"
          locations={added}
          there={there}
        />
      )}
      {known.length > 0 && (
        <Locations
          title="The following locations are being read again:"
          locations={known}
          there={there}
          lead="What changed in them shows on the pages of their entities in a moment."
        />
      )}
      {refused.length > 0 && (
        <Panel title="These could not be added">
          {refused.map(({ target, error }) => (
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
            className={primaryClass}
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

/** As many links as are looked at one by one. */
const shown = 12

function Locations({
  title,
  lead,
  locations,
  there,
}: {
  title: string
  lead?: string
  locations: Imported[]
  there: There
}) {
  const [isWhole, setWhole] = useState(false)
  const count = locations.reduce((sum, { refs }) => sum + refs.length, 0)
  const longest = Math.max(...locations.map(({ refs }) => refs.length))
  const waiting = locations.flatMap(({ refs }) => refs).filter((ref) => !there?.get(ref)).length
  return (
    <Panel title={title}>
      {lead && <p className="cb-muted">{lead}</p>}
      {longest > shown && waiting > 0 && <p className="cb-muted">{waiting} are being read…</p>}
      {locations.map(({ target, refs }) => (
        <div key={target} className={classes.location}>
          <SafeLink href={target}>{target}</SafeLink>
          <ul className={classes.list}>
            {(isWhole ? refs : refs.slice(0, shown)).map((ref) => (
              <One key={ref} entityRef={ref} there={there} />
            ))}
          </ul>
        </div>
      ))}
      {longest > shown && (
        <Button variant="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show all ${count}`}
        </Button>
      )}
    </Panel>
  )
}

function One({ entityRef, there }: { entityRef: string; there: There }) {
  const entity = there?.get(entityRef)
  return (
    <li className={classes.entity}>
      {entity ? (
        <EntityLink entityRef={entityRef} label={{ title: titleOf(entity) }} />
      ) : (
        <EntityLink entityRef={entityRef} />
      )}
      <span className="cb-muted">{entity ? kindSingular(entity.kind) : 'being read…'}</span>
    </li>
  )
}
