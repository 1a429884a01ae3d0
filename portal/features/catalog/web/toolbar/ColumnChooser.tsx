import { Button, IconButton, Segmented, SortDownIcon, SortUpIcon } from '@callboard/ui'
import type { KeyboardEvent } from 'react'
import type { TableLooks } from './TableTools.tsx'
import classes from './toolbar.module.css'

/** Which columns there are and in which order, and how high the rows are. */
export default function ColumnChooser({ every, shown, density, onColumns, onDensity }: TableLooks) {
  return (
    <div className={classes.chooser}>
      <ColumnFields label="Columns" every={every} shown={shown} onColumns={onColumns} />
      <div className={classes.foot}>
        <Segmented
          label="Height of rows"
          value={density}
          options={[
            { value: 'compact', label: 'Compact' },
            { value: 'normal', label: 'Normal' },
            { value: 'full', label: 'Two lines' },
          ]}
          onChange={onDensity}
        />
        <Button variant="quiet" onClick={() => onColumns([])}>
          Usual columns
        </Button>
      </div>
    </div>
  )
}

/** The columns to tick and to move; where the name is among them, it stays the first. */
export function ColumnFields({
  label,
  every,
  shown,
  onColumns,
}: Pick<TableLooks, 'every' | 'shown' | 'onColumns'> & { label: string }) {
  const ids = shown.map(({ id }) => id)
  const first = ids[0] === 'name' ? 1 : 0
  const others = every.filter(({ id }) => !ids.includes(id))
  const move = (id: string, by: -1 | 1) => {
    const from = ids.indexOf(id)
    const to = from + by
    if (to < first || to >= ids.length) return
    const next = [...ids]
    next.splice(from, 1)
    next.splice(to, 0, id)
    onColumns(next)
  }
  const keys = (id: string) => (event: KeyboardEvent) => {
    const by = event.altKey && ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key as 'ArrowUp' | 'ArrowDown']
    if (!by) return
    event.preventDefault()
    move(id, by)
  }
  return (
    <fieldset className={classes.columns}>
      <legend className="cb-float-label">{label}</legend>
      {[...shown, ...others].map(({ id, title }, index) => {
        const isShown = index < shown.length
        const isFixed = index < first
        return (
          <div key={id} className={classes.column}>
            <label className={classes.choice}>
              <input
                type="checkbox"
                checked={isShown}
                disabled={isFixed}
                onKeyDown={isShown ? keys(id) : undefined}
                title={isShown && !isFixed ? 'Alt with ↑ or ↓ moves it' : undefined}
                onChange={() => onColumns(isShown ? ids.filter((other) => other !== id) : [...ids, id])}
              />
              {title}
            </label>
            {isShown && !isFixed && (
              <>
                <IconButton
                  label={`Move ${title} up`}
                  disabled={index === first}
                  onClick={() => move(id, -1)}
                >
                  <SortUpIcon size={12} />
                </IconButton>
                <IconButton
                  label={`Move ${title} down`}
                  disabled={index === ids.length - 1}
                  onClick={() => move(id, 1)}
                >
                  <SortDownIcon size={12} />
                </IconButton>
              </>
            )}
          </div>
        )
      })}
    </fieldset>
  )
}
