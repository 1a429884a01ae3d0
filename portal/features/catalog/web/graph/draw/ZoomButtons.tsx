import { IconButton } from '@callboard/ui'
import classes from './GraphStage.module.css'
import { FitIcon, MinusIcon, PlusIcon } from './icons.tsx'

/** In the corner of a graph. */
export function ZoomButtons({
  zoom,
  fit,
  isSmall,
}: {
  zoom(factor: number): void
  fit(): void
  isSmall: boolean
}) {
  return (
    <div className={classes.zoom}>
      {!isSmall && (
        <>
          <IconButton label="Zoom in" onClick={() => zoom(1.25)}>
            <PlusIcon />
          </IconButton>
          <IconButton label="Zoom out" onClick={() => zoom(0.8)}>
            <MinusIcon />
          </IconButton>
        </>
      )}
      <IconButton label="Show all" onClick={fit}>
        <FitIcon />
      </IconButton>
    </div>
  )
}
