import classes from './EntityTable.module.css'

/** A row that is not read yet. As little as can be: a fling passes thousands of these. */
export function GhostRow({ index, top, height }: { index: number; top: number; height: number }) {
  return (
    <tr
      aria-rowindex={index + 2}
      data-index={index}
      className={classes.bodyRow}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      <td className={classes.ghost} />
    </tr>
  )
}
