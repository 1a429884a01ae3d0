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

/** The columns to tick and to move; the name is always the first. */
export function ColumnFields({
  label,
  every,
  shown,
  onColumns,
}: Pick<TableLooks, 'every' | 'shown' | 'onColumns'> & { label: string }) {
  const ids = shown.map(({ id }) => id)
  const others = every.filter(({ id }) => !ids.includes(id))
  const move = (id: string, by: -1 | 1) => {
    const from = ids.indexOf(id)
    const to = from + by
    // The name stays where the row begins.
    if (to < 1 || to >= ids.length) return
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
      {shown.map(({ id, title }, index) => (
        <div key={id} className={classes.column}>
          <label className={classes.choice}>
            <input
              type="checkbox"
              checked
              disabled={id === 'name'}
              onKeyDown={keys(id)}
              title={id === 'name' ? undefined : 'Alt with ↑ or ↓ moves it'}
              onChange={() => onColumns(ids.filter((other) => other !== id))}
            />
            {title}
          </label>
          {index > 0 && (
            <>
              <IconButton label={`Move ${title} up`} disabled={index === 1} onClick={() => move(id, -1)}>
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
      ))}
      {others.map(({ id, title }) => (
        <div key={id} className={classes.column}>
          <label className={classes.choice}>
            <input type="checkbox" checked={false} onChange={() => onColumns([...ids, id])} />
            {title}
          </label>
        </div>
      ))}
    </fieldset>
  )
}
