import { PortalError } from '@callboard/sdk/errors'
import { refOf, stringifyRef } from '@callboard/sdk/model'
import { Failed, kindPlural, Page, TabLinks, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { AsOfContext, asOfSearch, readAsOf } from '../data/as-of.ts'
import { entityQuery } from '../data/entity-query.ts'
import { titleOf } from '../data/entity-text.ts'
import { useSettled } from '../entity/data/use-settled.ts'
import { AsOfBar } from '../entity/header/AsOfBar.tsx'
import { NoSuchEntity } from '../entity/NoSuchEntity.tsx'
import { NoSuchTab } from '../entity/NoSuchTab.tsx'
import { EntityHeader } from '../parts/EntityHeader.tsx'
import { EntitySkeleton, TabSkeleton } from '../parts/EntitySkeleton.tsx'
import { lazyTab } from '../parts/lazy-tab.ts'

const InspectDialog = lazy(() => import('../entity/inspect/InspectDialog.tsx'))

/** One entity: who it is, and tabs with everything known about it. */
export default function EntityPage() {
  const params = useParams({ strict: false }) as Record<string, string | undefined>
  const address = {
    kind: (params.kind ?? '').toLowerCase(),
    namespace: (params.namespace ?? '').toLowerCase(),
    name: params.name ?? '',
  }
  const search: Record<string, unknown> = useSearch({ strict: false })
  const asOf = readAsOf(search)
  const portal = usePortal()
  const query = useQuery(entityQuery(portal, address, asOf))
  const isSettled = useSettled(query.data, asOf)
  const entity = isSettled ? query.data : undefined
  const title = query.data && titleOf(query.data)
  const base = `/catalog/${[address.namespace, address.kind, address.name].map(encodeURIComponent).join('/')}`
  const { visits } = portal
  useEffect(() => {
    if (title === undefined) return
    visits.record({ to: base, title, kind: address.kind, entityRef: stringifyRef(address) })
  }, [visits, base, title])
  const tabs = portal.features
    .flatMap((feature) => feature.entityTabs ?? [])
    .filter((tab) => !entity || (tab.when?.(entity) ?? true))
  const path = params._splat?.split('/')[0] ?? ''
  const active = tabs.find((tab) => tab.path === path || tab.also === path)
  const crumbs = [
    { label: 'Catalog', to: '/catalog' },
    { label: kindPlural(address.kind), to: `/catalog?filters[kind]=${encodeURIComponent(address.kind)}` },
    { label: title ?? address.name },
  ]

  if (query.error && !query.data) {
    return (
      <Page title={address.name} crumbs={crumbs}>
        {asOf && <AsOfBar asOf={asOf} />}
        {query.error instanceof PortalError && query.error.code === 'not_found' ? (
          <NoSuchEntity address={address} asOf={asOf} />
        ) : (
          <Failed
            title="The entity could not be read"
            error={query.error}
            retry={() => void query.refetch()}
          />
        )}
      </Page>
    )
  }
  const Tab = active && lazyTab(active)
  return (
    <AsOfContext value={asOf}>
      <Page title={title ?? address.name} crumbs={crumbs}>
        {asOf && <AsOfBar asOf={asOf} />}
        {entity ? <EntityHeader entity={entity} /> : <EntitySkeleton />}
        {entity && (
          <TabLinks
            label="About this entity"
            tabs={tabs.map((tab) => ({
              title: tab.title,
              to: tab.path === '' ? base : `${base}/${tab.path}`,
              search: asOfSearch(asOf),
              isActive: tab === active,
              count: tab.count?.(entity),
              tone: tab.path === 'problems' ? 'bad' : undefined,
            }))}
          />
        )}
        {!entity && active && <TabSkeleton />}
        {entity && Tab && (
          <Suspense fallback={<TabSkeleton />}>
            <Tab key={`${refOf(entity)} ${asOf ?? ''}`} entity={entity} />
          </Suspense>
        )}
        {entity && !active && <NoSuchTab path={path} base={base} />}
        <Suspense fallback={null}>
          {entity && typeof search.inspect === 'string' && <InspectDialog entity={entity} />}
        </Suspense>
      </Page>
    </AsOfContext>
  )
}
