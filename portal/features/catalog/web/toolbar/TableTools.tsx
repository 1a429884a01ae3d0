import { ColumnsIcon, DownloadIcon, IconButton } from '@callboard/ui'
import { Popover } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { Wanted } from '../bulk/export-entities.ts'
import type { Column } from '../table/columns.tsx'
import type { Density } from '../table/density.ts'
import classes from './toolbar.module.css'

const ColumnChooser = lazy(() => import('./ColumnChooser.tsx'))
const ExportDialog = lazy(() => import('./ExportDialog.tsx'))

/** Two icons at the end of the page's head: how the table looks, and taking it away as a file. */
export function TableTools({
  every,
  shown,
  density,
  onColumns,
  onDensity,
  wanted,
  total,
  name,
}: {
  every: Column[]
  shown: Column[]
  density: Density
  /** An empty list: the usual ones. */
  onColumns(ids: string[]): void
  onDensity(density: Density): void
  wanted: Wanted | undefined
  total: number
  name: string
}) {
  const [isChoosing, setIsChoosing] = useState(false)
  const [isExporting, setIsExporting] = useState(false)
  return (
    <>
      <Popover
        opened={isChoosing}
        onChange={setIsChoosing}
        position="bottom-end"
        trapFocus
        returnFocus
        width={280}
      >
        <Popover.Target>
          <IconButton
            label="Columns and rows"
            className={classes.onlyTables}
            aria-expanded={isChoosing}
            onClick={() => setIsChoosing(!isChoosing)}
          >
            <ColumnsIcon size={14} />
          </IconButton>
        </Popover.Target>
        <Popover.Dropdown aria-label="Columns and rows">
          <Suspense fallback={null}>
            <ColumnChooser
              every={every}
              shown={shown}
              density={density}
              onColumns={onColumns}
              onDensity={onDensity}
            />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      <IconButton label="Export" disabled={!wanted || total === 0} onClick={() => setIsExporting(true)}>
        <DownloadIcon size={14} />
      </IconButton>
      {isExporting && wanted && (
        <Suspense fallback={null}>
          <ExportDialog
            wanted={wanted}
            total={total}
            name={name}
            shown={shown}
            every={every}
            onClose={() => setIsExporting(false)}
          />
        </Suspense>
      )}
    </>
  )
}
