import { relationTitle } from '@callboard/sdk/model'
import { EntityLink, KindGlyph } from '@callboard/ui'
import { useState } from 'react'
import type { ImpactAnswer } from '../../../api.ts'
import { nodeTitle } from '../model/drawing.ts'
import classes from './SidePanel.module.css'

type Group = ImpactAnswer['groups'][number]

/** How many of one owner are listed at first. */
const few = 8
const most = 200

/** What one team has to know of: its entities, nearest first. */
export function ImpactGroup({ group, onSelect }: { group: Group; onSelect(ref: string): void }) {
  const [shown, setShown] = useState(few)
  const { owner, count, entities } = group
  return (
    <section className={classes.group} aria-label={owner?.title ?? 'No owner'}>
      <h3 className={classes.groupHead}>
        {owner ? (
          <EntityLink entityRef={owner.ref} label={{ title: owner.title }} missing={owner.missing} />
        ) : (
          'No owner'
        )}
        <span className={classes.count}>{count}</span>
      </h3>
      <ul>
        {entities.slice(0, shown).map((entity) => (
          <li key={entity.ref}>
            <button
              type="button"
              className={classes.item}
              title={`${entity.via.ref}: ${relationTitle(entity.via.type)} ${entity.ref}`}
              onClick={() => onSelect(entity.ref)}
            >
              <KindGlyph kind={entity.kind} size={14} missing={entity.missing} />
              <span className={classes.itemText} dir="auto">
                {nodeTitle(entity)}
              </span>
              <span className={classes.depth}>
                {entity.depth === 1 ? 'directly' : `${entity.depth} steps`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {count > shown && shown < most && (
        <button type="button" className={classes.more} onClick={() => setShown(most)}>
          Show {Math.min(count, most) - shown} more
        </button>
      )}
      {count > shown && shown >= most && <p className="cb-muted">and {count - shown} more, see the CSV</p>}
    </section>
  )
}
