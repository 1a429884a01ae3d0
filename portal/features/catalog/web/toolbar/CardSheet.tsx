import { Button, Dialog, SortDownIcon, SortUpIcon } from '@callboard/ui'
import { ColumnFields } from './ColumnChooser.tsx'
import type { TableLooks } from './TableTools.tsx'
import classes from './toolbar.module.css'

/** On phones: the order of the cards and what they say, in a sheet under the thumb. */
export default function CardSheet({
  every,
  facts,
  sort,
  onSort,
  onFacts,
  onClose,
}: TableLooks & { onClose(): void }) {
  return (
    <Dialog
      title="Sort and fields"
      onClose={onClose}
      actions={
        <>
          <Button variant="quiet" onClick={() => onFacts([])}>
            Usual fields
          </Button>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <fieldset className={classes.sorts}>
        <legend className="cb-float-label">Sort by</legend>
        {every.map(({ id, title, sort: field }) => {
          if (!field) return null
          const isSorted = id === sort.field
          return (
            <button
              key={id}
              type="button"
              className={classes.sort}
              aria-pressed={isSorted}
              onClick={() => onSort({ field: id, isDown: isSorted && !sort.isDown })}
            >
              {title}
              {isSorted && (sort.isDown ? <SortDownIcon size={12} /> : <SortUpIcon size={12} />)}
              {isSorted && <span className="cb-hidden">{sort.isDown ? 'descending' : 'ascending'}</span>}
            </button>
          )
        })}
      </fieldset>
      <ColumnFields
        label="Fields"
        every={every.filter(({ id, text }) => text && id !== 'name')}
        shown={facts}
        onColumns={onFacts}
      />
    </Dialog>
  )
}
