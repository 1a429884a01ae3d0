import { ColumnsIcon, DownloadIcon, IconButton, SelectIcon, SortIcon } from '@callboard/ui'
import { Popover } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { Wanted } from '../bulk/export-entities.ts'
import type { Column } from '../table/columns.tsx'
import type { Density } from '../table/density.ts'
import type { Sort } from '../table/HeadCell.tsx'
import classes from './toolbar.module.css'

const ColumnChooser = lazy(() => import('./ColumnChooser.tsx'))
const CardSheet = lazy(() => import('./CardSheet.tsx'))
const ExportDialog = lazy(() => import('./ExportDialog.tsx'))

export interface TableLooks {
  every: Column[]
  shown: Column[]
  /** What cards tell. */
  facts: Column[]
  density: Density
  sort: Sort
  /** An empty list: the usual ones. */
  onColumns(ids: string[]): void
  onFacts(ids: string[]): void
  onDensity(density: Density): void
  onSort(sort: Sort): void
}

/**
 * Icons at the end of the page's head: how the table looks, and taking it away as a file. On phones, where rows are
 * cards without a head, also their order, and ticking them.
 */
export function TableTools({
  looks,
  isSelecting,
  onSelecting,
  wanted,
  total,
  name,
}: {
  looks: TableLooks
  isSelecting: boolean
  onSelecting(isSelecting: boolean): void
  wanted: Wanted | undefined
  total: number
  name: string
}) {
  const [open, setOpen] = useState<'columns' | 'cards' | 'export'>()
  const close = () => setOpen(undefined)
  const isNothing = !wanted || total === 0
  return (
    <>
      <Popover
        opened={open === 'columns'}
        onChange={(isOpen) => setOpen(isOpen ? 'columns' : undefined)}
        position="bottom-end"
        trapFocus
        returnFocus
        width={280}
      >
        <Popover.Target>
          <IconButton
            label="Columns and rows"
            className={classes.onlyTables}
            aria-expanded={open === 'columns'}
            onClick={() => setOpen(open === 'columns' ? undefined : 'columns')}
          >
            <ColumnsIcon size={14} />
          </IconButton>
        </Popover.Target>
        <Popover.Dropdown aria-label="Columns and rows">
          <Suspense fallback={null}>
            <ColumnChooser {...looks} />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      <IconButton
        label="Select"
        className={classes.onlyCards}
        aria-pressed={isSelecting}
        disabled={isNothing}
        onClick={() => onSelecting(!isSelecting)}
      >
        <SelectIcon size={18} />
      </IconButton>
      <IconButton label="Sort and fields" className={classes.onlyCards} onClick={() => setOpen('cards')}>
        <SortIcon size={18} />
      </IconButton>
      <IconButton label="Export" disabled={isNothing} onClick={() => setOpen('export')}>
        <DownloadIcon size={14} />
      </IconButton>
      <Suspense fallback={null}>
        {open === 'cards' && <CardSheet {...looks} onClose={close} />}
        {open === 'export' && wanted && (
          <ExportDialog
            wanted={wanted}
            total={total}
            name={name}
            shown={looks.shown}
            every={looks.every}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  )
}
