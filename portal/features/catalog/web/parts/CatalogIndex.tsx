import {
  buttonClass,
  Failed,
  kindPlural,
  Page,
  PlusIcon,
  sentenceOf,
  useConfigText,
  usePermission,
} from '@callboard/ui'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { type CatalogView, ofKind, readView, type Whose, writeView } from '../data/catalog-view.ts'
import type { Listing } from '../data/listing.ts'
import { useTableSettings } from '../data/table-settings.ts'
import { useKinds, useKnown, useWhoseCounts } from '../data/use-catalog.ts'
import { useRememberedSearch } from '../data/use-remembered-search.ts'
import { useRows } from '../data/use-rows.ts'
import { useSelection } from '../data/use-selection.ts'
import { useViewVisit } from '../data/use-view-visit.ts'
import { predicateOf } from '../data/view-query.ts'
import { useStars } from '../entity/data/stars.ts'
import { chosenColumns } from '../table/columns-of-kind.ts'
import { EntityTable } from '../table/EntityTable.tsx'
import type { Sort } from '../table/HeadCell.tsx'
import { TableSkeleton } from '../table/TableSkeleton.tsx'
import { useColumns } from '../table/use-columns.ts'
import { TableTools } from '../toolbar/TableTools.tsx'
import { ViewsMenu } from '../toolbar/ViewsMenu.tsx'
import classes from './CatalogIndex.module.css'
import { EmptyCatalog } from './EmptyCatalog.tsx'
import { FacetBar } from './FacetBar.tsx'
import { KindMenu } from './KindMenu.tsx'
import { RestOfKind } from './RestOfKind.tsx'
import { TextFilter } from './TextFilter.tsx'
import { WhoseSwitch } from './WhoseSwitch.tsx'

const BulkBar = lazy(() => import('../bulk/BulkBar.tsx'))

/** The catalog: one kind at a time, narrowed by facets and words. The address holds all of it. */
export function CatalogIndex({ fixedKind }: { fixedKind?: string }) {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const register = usePermission('catalog.location.create')
  const organization = useConfigText('organization.name', '')
  useRememberedSearch(fixedKind ?? 'all', search)
  const view = readView(search, fixedKind)
  useViewVisit(view, fixedKind, search)
  const kinds = useKinds()
  const stars = useStars()
  const settings = useTableSettings(view.kind)
  const { known, isReady, ...needed } = useKnown(view, view.who)
  const counts = useWhoseCounts(view, view.who, known)
  const who =
    view.who ?? (counts.mineAtAll === undefined ? undefined : counts.mineAtAll > 0 ? 'owned' : 'all')

  const { every, shown, facts, widths, setWidth } = useColumns(view, settings)
  const sorted = every.find(({ id, sort }) => id === view.sort.field && sort)
  const listing: Listing | undefined =
    who === undefined || !isReady
      ? undefined
      : {
          query: predicateOf(view, who, known),
          words: view.text,
          field: sorted?.sort ?? 'metadata.name',
          isDown: view.sort.isDown,
        }
  const rows = useRows(listing)
  const selection = useSelection(rows, listing)
  const [isSelecting, setSelecting] = useState(false)

  const show = (next: CatalogView, replace = false) =>
    void navigate({ to: '.', search: writeView(next, fixedKind), replace, resetScroll: false })
  const onSort = (sort: Sort) => show({ ...view, sort })
  const chooseColumns = (ids: string[]) => {
    const usual = chosenColumns(view.kind, []).map(({ id }) => id)
    const next = ids.join() === usual.join() ? [] : ids
    settings.setColumns(next)
    show({ ...view, columns: next }, true)
  }
  const keptError = stars.error ?? settings.error ?? undefined
  const name = fixedKind ? kindPlural(fixedKind) : `${organization} Catalog`.trim()
  const countOf = (whose: Whose) =>
    whose === who && rows.total !== undefined && !rows.isStale ? rows.total : counts[whose]

  return (
    <Page title={name} wide>
      <div className={classes.head}>
        <KindMenu
          kind={view.kind}
          kinds={kinds.data?.kinds ?? []}
          total={rows.total}
          isFixed={fixedKind !== undefined}
          onChange={(kind) => show(ofKind(view, kind))}
        />
        <WhoseSwitch
          kind={view.kind}
          who={who ?? 'all'}
          countOf={countOf}
          onChange={(next) => show({ ...view, who: next })}
        />
        <ViewsMenu
          view={view}
          who={who ?? 'all'}
          fixedKind={fixedKind}
          isBare={Object.keys(search).length === 0}
        />
        <TextFilter key={view.kind} text={view.text} onChange={(text) => show({ ...view, text }, true)} />
        <div className={classes.tools}>
          <TableTools
            looks={{
              every,
              shown,
              facts,
              density: settings.density,
              sort: view.sort,
              onColumns: chooseColumns,
              onFacts: settings.setFields,
              onDensity: settings.setDensity,
              onSort,
            }}
            isSelecting={isSelecting}
            onSelecting={setSelecting}
            wanted={listing && { listing }}
            total={rows.total ?? 0}
            name={kindPlural(view.kind).toLowerCase().replaceAll(/\W+/g, '-')}
          />
          {register.isAllowed && (
            <Link
              to="/catalog-import"
              className={`${buttonClass} ${classes.register}`}
              title="Register an existing component"
            >
              <PlusIcon size={14} />
              <span>Register</span>
            </Link>
          )}
        </div>
      </div>
      <FacetBar
        view={view}
        who={who ?? 'all'}
        known={known}
        withNamespaces={(kinds.data?.namespaces.length ?? 0) > 1}
        onChange={show}
      />
      {keptError !== undefined && (
        <p className={classes.kept} role="alert">
          What you changed could not be kept: {sentenceOf(keptError)}
        </p>
      )}
      {needed.error ? (
        <Failed title="Could not fetch catalog entities" error={needed.error} retry={needed.refetch} />
      ) : rows.total === undefined ? (
        rows.error ? (
          <Failed title="Could not fetch catalog entities" error={rows.error} retry={rows.refetch} />
        ) : (
          <TableSkeleton columns={shown} widths={widths} density={settings.density} />
        )
      ) : rows.total === 0 ? (
        <EmptyCatalog
          view={view}
          who={who ?? 'all'}
          isFirst={kinds.data?.kinds.length === 0}
          onChange={show}
        />
      ) : (
        <EntityTable
          label={kindPlural(view.kind)}
          columns={shown}
          facts={facts}
          widths={widths}
          onWidth={setWidth}
          density={settings.density}
          isSelecting={isSelecting}
          total={rows.total}
          rows={rows}
          selection={selection}
          stars={stars}
          sort={view.sort}
          onSort={onSort}
        />
      )}
      {rows.total !== undefined && rows.total > 0 && (
        <RestOfKind view={view} who={who} shown={rows.total} all={counts.all} onChange={show} />
      )}
      {(isSelecting || selection.refs.size > 0 || selection.isReading) && (
        <Suspense fallback={null}>
          <BulkBar
            selection={selection}
            total={rows.total ?? 0}
            stars={stars}
            shown={shown}
            every={every}
            onDone={() => {
              setSelecting(false)
              selection.clear()
            }}
          />
        </Suspense>
      )}
    </Page>
  )
}
