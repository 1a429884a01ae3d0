import { PortalError } from '@callboard/sdk/errors'
import { type parseRef, refOf, stringifyRef } from '@callboard/sdk/model'
import { buttonClass, Failed, kindPlural, Notice, Page, TabLinks, usePortal } from '@callboard/ui'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Suspense } from 'react'
import { getEntity } from '../data/catalog-data.ts'
import { titleOf } from '../data/entity-text.ts'
import { EntityHeader } from '../parts/EntityHeader.tsx'
import { EntitySkeleton } from '../parts/EntitySkeleton.tsx'
import { lazyTab } from '../parts/lazy-tab.ts'

/** One entity: who it is, and tabs with everything known about it. */
export default function EntityPage() {
  const params = useParams({ strict: false }) as Record<string, string | undefined>
  const address = {
    kind: (params.kind ?? '').toLowerCase(),
    namespace: (params.namespace ?? '').toLowerCase(),
    name: params.name ?? '',
  }
  const portal = usePortal()
  const query = useQuery({
    queryKey: ['catalog', 'entity', stringifyRef(address)],
    queryFn: ({ signal }) => getEntity(portal, address, { signal }),
    refetchInterval: 60_000,
  })
  const entity = query.data
  const tabs = portal.features
    .flatMap((feature) => feature.entityTabs ?? [])
    .filter((tab) => !entity || (tab.when?.(entity) ?? true))
  const path = (params._splat ?? '').split('/')[0] ?? ''
  const active = tabs.find((tab) => tab.path === path)
  const base = `/catalog/${[address.namespace, address.kind, address.name].map(encodeURIComponent).join('/')}`
  const crumbs = [
    { label: 'Catalog', to: '/catalog' },
    { label: kindPlural(address.kind), to: `/catalog?filters[kind]=${encodeURIComponent(address.kind)}` },
    { label: entity ? titleOf(entity) : address.name },
  ]

  if (query.error && !entity) {
    return (
      <Page title={address.name} crumbs={crumbs}>
        {query.error instanceof PortalError && query.error.code === 'not_found' ? (
          <NoSuchEntity address={address} />
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
    <Page title={entity ? titleOf(entity) : address.name} crumbs={crumbs}>
      {entity ? <EntityHeader entity={entity} /> : <EntitySkeleton />}
      <TabLinks
        label="About this entity"
        tabs={tabs.map((tab) => ({
          title: tab.title,
          to: tab.path === '' ? base : `${base}/${tab.path}`,
          isActive: tab === active,
          count: entity && tab.count?.(entity),
          tone: tab.path === 'problems' ? 'bad' : undefined,
        }))}
      />
      {entity && Tab && (
        <Suspense fallback={null}>
          <Tab key={refOf(entity)} entity={entity} />
        </Suspense>
      )}
      {entity && !active && (
        <Notice
          title={`There is no tab “${path}” here`}
          actions={
            <Link to={base} className={buttonClass}>
              Open the overview
            </Link>
          }
        >
          <p>This portal shows no such tab for this entity.</p>
        </Notice>
      )}
    </Page>
  )
}

function NoSuchEntity({ address }: { address: ReturnType<typeof parseRef> }) {
  const search = { filters: { kind: address.kind, user: 'all', text: address.name } }
  return (
    <Notice
      level={1}
      title="There is no such entity in the catalog"
      actions={
        <>
          <Link to="/catalog" search={search} className={buttonClass}>
            Look for “{address.name}”
          </Link>
          <Link to="/admin/problems" className={buttonClass}>
            See problems of sources
          </Link>
        </>
      }
    >
      <p>
        Nothing has the kind <code>{address.kind}</code>, the namespace <code>{address.namespace}</code> and
        the name <code>{address.name}</code>.
      </p>
      <p>It may have been renamed or removed, or its file cannot be read at the moment.</p>
    </Notice>
  )
}
