import type { Visit } from '@callboard/sdk/web'
import { KindGlyph, Panel, RelativeTime, Segmented, usePortal } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { useState, useSyncExternalStore } from 'react'
import classes from './VisitedCard.module.css'

const shown = 8
const orders = {
  last: { title: 'Recently visited', compare: (a: Visit, b: Visit) => b.at - a.at },
  most: { title: 'Most visited', compare: (a: Visit, b: Visit) => b.count - a.count || b.at - a.at },
}
type Order = keyof typeof orders

/** The places I was at in this browser: the last ones, or those I come back to most. */
export default function VisitedCard() {
  const { visits } = usePortal()
  const list = useSyncExternalStore(visits.subscribe, visits.list)
  const [order, setOrder] = useState<Order>('last')
  const { title, compare } = orders[order]
  return (
    <Panel
      title={title}
      actions={
        list.length > 0 && (
          <div className={classes.order}>
            <Segmented<Order>
              label="Order"
              value={order}
              onChange={setOrder}
              options={[
                { value: 'last', label: 'Last' },
                { value: 'most', label: 'Most' },
              ]}
            />
          </div>
        )
      }
    >
      {list.length === 0 ? (
        <p className="cb-muted">
          What you open is listed here. Press <kbd className={classes.key}>/</kbd> in the catalog or{' '}
          <kbd className={classes.key}>Ctrl K</kbd> anywhere to find something.
        </p>
      ) : (
        <ul className={classes.list}>
          {list
            .toSorted(compare)
            .slice(0, shown)
            .map((visit) => (
              <li key={visit.to} className={classes.row}>
                <Mark visit={visit} />
                <Link
                  to={visit.to}
                  className={classes.link}
                  dir="auto"
                  title={visit.title}
                  data-entity-ref={visit.entityRef}
                >
                  {visit.title}
                </Link>
                <span className={classes.at}>
                  {order === 'most' ? (
                    <span className="cb-num">{visit.count}×</span>
                  ) : (
                    <RelativeTime at={visit.at} />
                  )}
                </span>
              </li>
            ))}
        </ul>
      )}
    </Panel>
  )
}

/** The glyph of an entity's kind, or the icon of the part of the portal that the place belongs to. */
function Mark({ visit: { kind, to } }: { visit: Visit }) {
  const { features } = usePortal()
  if (kind) return <KindGlyph kind={kind} />
  const entry = features
    .flatMap(({ nav = [] }) => nav)
    .filter((entry) => to.split(/[/?]/)[1] === entry.to.split('/')[1])
    .at(0)
  return <span className={classes.icon}>{entry && <entry.icon size={16} />}</span>
}
