import type { EntityView } from '@callboard/sdk/model'
import { KindGlyph } from '@callboard/ui'
import { memo } from 'react'
import { textOf, titleOf } from '../data/entity-text.ts'
import { TitleLine } from './cells.tsx'
import type { Column } from './columns.tsx'
import classes from './EntityTable.module.css'
import { GhostRow } from './GhostRow.tsx'
import { StarMark } from './StarMark.tsx'

/** A row on a phone: the name, and below it what the chosen fields say. */
export const EntityCard = memo(function EntityCard({
  index,
  top,
  height,
  facts,
  entity,
  isSelecting,
  isSelected,
  isStarred,
}: {
  index: number
  top: number
  height: number
  facts: Column[]
  /** undefined while it is read. */
  entity: EntityView | undefined
  /** A tap anywhere on the card ticks it. */
  isSelecting: boolean
  isSelected: boolean
  isStarred: boolean
}) {
  if (!entity) return <GhostRow index={index} top={top} height={height} />
  const said = facts.filter(({ text }) => text?.(entity))
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      className={classes.bodyRow}
      style={{ transform: `translateY(${top}px)`, height }}
      {...(isSelecting && { 'data-act': 'select' })}
    >
      {isSelecting && (
        <td className={classes.box}>
          <input type="checkbox" aria-label={`Select ${titleOf(entity)}`} checked={isSelected} readOnly />
        </td>
      )}
      <td className={classes.cell}>
        <span className={classes.name}>
          <KindGlyph kind={entity.kind} />
          <span className={classes.nameText}>
            <TitleLine entity={entity} />
            <span className={classes.facts} dir="auto">
              {said.map((column) => (
                <span key={column.id} className={classes.fact}>
                  {column.fact ? column.fact(entity) : column.text?.(entity).slice(0, 300)}
                </span>
              ))}
              {said.length === 0 && textOf(entity.metadata.description).slice(0, 300)}
            </span>
          </span>
        </span>
      </td>
      {!isSelecting && (
        <td className={classes.starCell}>
          <StarMark title={titleOf(entity)} isStarred={isStarred} />
        </td>
      )}
    </tr>
  )
})
