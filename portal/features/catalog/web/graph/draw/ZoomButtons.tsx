import { IconButton } from '@callboard/ui'
import classes from './GraphStage.module.css'
import { FitIcon, FullScreenIcon, MinusIcon, PlusIcon } from './icons.tsx'

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
          <IconButton label="Zoom in" className={classes.fine} onClick={() => zoom(1.25)}>
            <PlusIcon />
          </IconButton>
          <IconButton label="Zoom out" className={classes.fine} onClick={() => zoom(0.8)}>
            <MinusIcon />
          </IconButton>
        </>
      )}
      <IconButton label="Show all" onClick={fit}>
        <FitIcon />
      </IconButton>
      {!isSmall && (
        <IconButton label="Full screen" onClick={(event) => toggleFullScreen(event.currentTarget)}>
          <FullScreenIcon />
        </IconButton>
      )}
    </div>
  )
}

/** The graph with what stands beside it, without the rest of the portal. */
function toggleFullScreen(inside: Element): void {
  if (document.fullscreenElement) void document.exitFullscreen()
  else void inside.closest('[data-graph-body]')?.requestFullscreen()
}
