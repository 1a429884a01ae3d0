import classes from './Skeleton.module.css'

/** A grey bar of the size of what will come, so that nothing moves when it does. */
export function Skeleton({ width = '100%', height = 12 }: { width?: number | string; height?: number }) {
  return <span className={classes.bar} style={{ width, height }} aria-hidden="true" />
}
