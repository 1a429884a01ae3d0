import {
  buttonClass,
  Failed,
  kindPlural,
  Page,
  PlusIcon,
  SearchField,
  Segmented,
  useConfigText,
  usePortal,
} from '@callboard/ui'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { type CatalogView, readView, writeView } from '../data/catalog-view.ts'
import { isOwnableKind, useKinds, useOwnedCount, useRows } from '../data/use-catalog.ts'
import classes from './CatalogIndex.module.css'
import { columnsOf } from './columns.tsx'
import { EmptyCatalog } from './EmptyCatalog.tsx'
import { EntityTable } from './EntityTable.tsx'
import { FacetBar } from './FacetBar.tsx'
import { KindMenu } from './KindMenu.tsx'
import { SourceNotice } from './SourceNotice.tsx'
import { TableSkeleton } from './TableSkeleton.tsx'

/** The catalog: one kind at a time, narrowed by facets and words. The address holds all of it. */
export function CatalogIndex({ fixedKind }: { fixedKind?: string }) {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const { user } = usePortal()
  const organization = useConfigText('organization.name', '')
  const view = readView(search, fixedKind)
  const kinds = useKinds()
  const owned = useOwnedCount(view.kind)
  const all = kinds.data?.kinds.find((kind) => kind.value.toLowerCase() === view.kind)
  const who = view.who ?? (owned === undefined ? undefined : owned > 0 ? 'owned' : 'all')
  const columns = columnsOf(view.kind).filter((column) => column.id !== 'type' || view.types.length !== 1)
  const sorted = columns.find((column) => column.id === view.sort.field)
  const rows = useRows(view, who, `${sorted?.sort ?? 'metadata.name'},${view.sort.isDown ? 'desc' : 'asc'}`)
  const change = (next: Partial<CatalogView>, replace = false) =>
    void navigate({
      to: '.',
      search: writeView({ ...view, ...next }, fixedKind),
      replace,
      resetScroll: false,
    })
  const name = fixedKind ? kindPlural(fixedKind) : `${organization} Catalog`.trim()

  return (
    <Page title={name} wide>
      <SourceNotice />
      <div className={classes.head}>
        <KindMenu
          kind={view.kind}
          kinds={kinds.data?.kinds ?? []}
          total={rows.total}
          isFixed={fixedKind !== undefined}
          onChange={(kind) => change({ kind, types: [], lifecycles: [] })}
        />
        {isOwnableKind(view.kind) && user.ownershipEntityRefs.length > 0 && (
          <Segmented
            label="Whose"
            value={who ?? 'all'}
            options={[
              { value: 'owned', label: <Counted text="Mine" count={owned} /> },
              { value: 'all', label: <Counted text="All" count={all?.count} /> },
            ]}
            onChange={(next) => change({ who: next })}
          />
        )}
        <TextFilter key={view.kind} text={view.text} onChange={(text) => change({ text }, true)} />
        <Link to="/catalog-import" className={buttonClass} title="Register an existing component">
          <PlusIcon size={14} />
          Register
        </Link>
      </div>
      <FacetBar
        view={view}
        who={who ?? 'all'}
        withNamespaces={(kinds.data?.namespaces.length ?? 0) > 1}
        onChange={change}
      />
      {rows.total === undefined ? (
        rows.error ? (
          <Failed title="Could not fetch catalog entities" error={rows.error} retry={rows.refetch} />
        ) : (
          <TableSkeleton columns={columns} />
        )
      ) : rows.total === 0 ? (
        <EmptyCatalog
          view={view}
          who={who ?? 'all'}
          isFirst={kinds.data?.kinds.length === 0}
          onChange={change}
        />
      ) : (
        <EntityTable
          label={kindPlural(view.kind)}
          columns={columns}
          total={rows.total}
          rowAt={rows.rowAt}
          onRange={rows.onRange}
          sort={view.sort}
          onSort={(sort) => change({ sort })}
          isStale={rows.isStale}
        />
      )}
      {rows.unsorted > 0 && sorted && (
        <p className={classes.unsorted}>
          {rows.unsorted} without {sorted.title.toLowerCase()} cannot be put in this order and are left out.{' '}
          <button
            type="button"
            className={classes.inline}
            onClick={() => change({ sort: { field: 'name', isDown: false } })}
          >
            Sort by name
          </button>
        </p>
      )}
    </Page>
  )
}

function Counted({ text, count }: { text: string; count: number | undefined }) {
  return (
    <>
      {text}
      {count !== undefined && <span className={classes.count}>{count}</span>}
    </>
  )
}

/** Writes to the address once the typing pauses, so that going back does not replay letters. */
function TextFilter({ text, onChange }: { text: string; onChange(text: string): void }) {
  const [typed, setTyped] = useState(text)
  const [known, setKnown] = useState(text)
  if (known !== text) {
    setKnown(text)
    setTyped(text)
  }
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => onChange(typed), 150)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <div className={classes.filter} data-page-filter="">
      <SearchField
        label="Filter by name or title"
        placeholder="Filter"
        value={typed}
        onChange={setTyped}
        shortcut="/"
      />
    </div>
  )
}
