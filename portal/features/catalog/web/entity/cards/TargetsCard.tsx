import type { EntityView } from '@callboard/sdk/model'
import { Button, Panel, SafeLink, safeHref } from '@callboard/ui'
import { useState } from 'react'
import { annotationOf, textOf } from '../../data/entity-text.ts'
import { originKey } from '../data/removal-data.ts'
import classes from './cards.module.css'

const shownAtFirst = 50

/** The files a Location leads to. */
export function TargetsCard({ entity }: { entity: EntityView }) {
  const [shown, setShown] = useState(shownAtFirst)
  const { target, targets } = entity.spec ?? {}
  const all = [target, ...(Array.isArray(targets) ? targets : [])].map(textOf).filter(Boolean)
  const type = textOf(entity.spec?.type) || annotationOf(entity, originKey)?.replace(/:.*$/s, '')
  return (
    <Panel title="Targets" count={all.length}>
      {all.length === 0 && <p className="cb-muted">This location leads nowhere.</p>}
      <ul className={classes.targets}>
        {all.slice(0, shown).map((address) => (
          <li key={address} className={classes.target}>
            {type && <span className="cb-muted">{type}</span>}
            <SafeLink href={safeHref(address)}>
              <span dir="auto">{address}</span>
            </SafeLink>
          </li>
        ))}
      </ul>
      {all.length > shown && (
        <p className={classes.more}>
          <Button onClick={() => setShown(shown + 500)}>Show {Math.min(500, all.length - shown)} more</Button>
        </p>
      )}
    </Panel>
  )
}
