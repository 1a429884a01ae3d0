import { Button, sentenceOf } from '@callboard/ui'
import { useStars } from '../data/stars.ts'
import classes from './header.module.css'

/** Keeps the entity among the reader's favourites. */
export function StarButton({ entityRef }: { entityRef: string }) {
  const stars = useStars()
  const isStarred = stars.has(entityRef)
  const label = isStarred ? 'Remove from favorites' : 'Add to favorites'
  return (
    <Button
      className={classes.star}
      aria-pressed={isStarred}
      aria-label={label}
      data-key="s"
      aria-keyshortcuts="s"
      data-command={isStarred ? 'Take the star off this entity' : 'Star this entity'}
      title={stars.error ? `The star could not be kept: ${sentenceOf(stars.error)}` : label}
      onClick={() => stars.toggle(entityRef)}
    >
      <svg
        width="14"
        height="14"
        viewBox="0 0 16 16"
        strokeWidth="1.5"
        strokeLinejoin="round"
        stroke="currentColor"
        fill={isStarred ? 'currentColor' : 'none'}
        aria-hidden="true"
      >
        <path d="m8 1.8 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.6l-3.8 2 .7-4.3-3.1-3 4.3-.6z" />
      </svg>
    </Button>
  )
}
