import { KindGlyph, Panel, RelativeTime, usePortal } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import classes from './VisitedCard.module.css'

const shown = 8

/** The pages I was on last, in this browser. */
export default function VisitedCard({ title }: { title: string }) {
  const { visits } = usePortal()
  const list = useSyncExternalStore(visits.subscribe, visits.list)
  return (
    <Panel title={title}>
      {list.length === 0 ? (
        <p className="cb-muted">
          What you open is listed here. Press <kbd className={classes.key}>/</kbd> in the catalog or{' '}
          <kbd className={classes.key}>Ctrl K</kbd> anywhere to find something.
        </p>
      ) : (
        <ul className={classes.list}>
          {list.slice(0, shown).map((visit) => (
            <li key={visit.to} className={classes.row}>
              {visit.kind && <KindGlyph kind={visit.kind} />}
              <Link to={visit.to} className={classes.link} dir="auto" data-entity-ref={visit.entityRef}>
                {visit.title}
              </Link>
              <span className={classes.at}>
                <RelativeTime at={visit.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
