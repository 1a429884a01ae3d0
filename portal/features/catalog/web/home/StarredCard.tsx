import { Panel, Reserved } from '@callboard/ui'
import { useState } from 'react'
import { useStars } from '../entity/data/stars.ts'
import { RefLink } from '../parts/RefLink.tsx'
import classes from './home.module.css'

const shownAtFirst = 10

/** What I starred. */
export default function StarredCard({ title }: { title: string }) {
  const stars = useStars()
  const [isAll, setIsAll] = useState(false)
  const refs = isAll ? stars.refs : stars.refs.slice(0, shownAtFirst)
  return (
    <Reserved id="starred" isLoading={!stars.isKnown} atFirst={80}>
      <Panel title={title} {...(stars.refs.length > 0 ? { count: stars.refs.length } : {})}>
        {stars.refs.length === 0 && (stars.isKnown || stars.error !== null) && (
          <p className="cb-muted">
            {stars.error ? (
              'Your stars could not be read. They come back with the portal.'
            ) : (
              <>
                Star what you come back to: the star is at the top of every entity, or press{' '}
                <kbd className={classes.key}>s</kbd> there.
              </>
            )}
          </p>
        )}
        <ul className={classes.stars}>
          {refs.map((ref) => (
            <li key={ref} className={classes.star}>
              <RefLink entityRef={ref} />
            </li>
          ))}
        </ul>
        {refs.length < stars.refs.length && (
          <p className={classes.more}>
            <button type="button" className={classes.inline} onClick={() => setIsAll(true)}>
              All {stars.refs.length}
            </button>
          </p>
        )}
      </Panel>
    </Reserved>
  )
}
