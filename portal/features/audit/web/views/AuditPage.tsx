import {
  AdminPage,
  Button,
  DownloadIcon,
  Loaded,
  Notice,
  SearchField,
  Skeleton,
  sentenceOf,
} from '@callboard/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useEvents, useExport } from '../data/audit-data.ts'
import {
  type AuditSearch,
  facets,
  type Period,
  periods,
  readAuditSearch,
  writeAuditSearch,
} from '../data/audit-search.ts'
import classes from './audit.module.css'
import { EventDrawer } from './EventDrawer.tsx'
import { EventTable } from './EventTable.tsx'
import { Facet } from './Facet.tsx'

/** Who did what. Every filter is in the address. */
export default function AuditPage() {
  const raw: Record<string, unknown> = useSearch({ strict: false })
  const search = readAuditSearch(raw)
  const navigate = useNavigate()
  const set = (part: Partial<AuditSearch>, replace = false) =>
    void navigate({ to: '.', search: writeAuditSearch({ ...search, ...part }) as never, replace })
  const [isLive, setLive] = useState(false)
  const events = useEvents(search, isLive)
  const download = useExport(search)
  const first = events.data?.pages[0]
  const items = events.data?.pages.flatMap((page) => page.items) ?? []
  const open = items.find(({ id }) => id === search.event)
  return (
    <AdminPage
      title="Audit log"
      lead={
        <>
          Sign-ins, changes, refusals and the use of tokens: who did what, from where.
          {first && first.retentionDays !== null && ` Kept for ${first.retentionDays} days.`}
        </>
      }
      actions={
        <span className={classes.row}>
          <Button aria-pressed={isLive} onClick={() => setLive(!isLive)}>
            {isLive ? 'Live: on' : 'Live: off'}
          </Button>
          <Button
            icon={<DownloadIcon size={14} />}
            disabled={download.isPending}
            onClick={() => download.mutate()}
          >
            {download.isPending ? 'Writing…' : 'JSON lines'}
          </Button>
        </span>
      }
    >
      {download.error && (
        <p className={classes.bad} role="alert">
          {sentenceOf(download.error)}
        </p>
      )}
      <search className={classes.filters}>
        <div className={classes.words} data-page-filter="">
          <Words value={search.text} onChange={(text) => set({ text }, true)} />
        </div>
        {facets.map((facet) => (
          <Facet key={facet} facet={facet} search={search} onChange={(values) => set({ [facet]: values })} />
        ))}
        <select
          className={classes.period}
          aria-label="When"
          value={search.period}
          onChange={({ currentTarget }) => set({ period: currentTarget.value as Period })}
        >
          {Object.entries(periods).map(([value, { label }]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </search>
      <Loaded
        query={events}
        failed="The audit log could not be read"
        loading={<Skeleton width={420} />}
        isEmpty={() => items.length === 0}
        empty={<Nothing search={search} clear={() => void navigate({ to: '.', search: {} })} />}
      >
        {() => (
          <>
            <EventTable items={items} onOpen={(event) => set({ event })} />
            {events.hasNextPage && (
              <p className={classes.more}>
                <Button disabled={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                  {events.isFetchingNextPage ? 'Reading…' : 'Older'}
                </Button>
              </p>
            )}
          </>
        )}
      </Loaded>
      {open && <EventDrawer event={open} onClose={() => set({ event: undefined }, true)} />}
    </AdminPage>
  )
}

/** What is typed goes into the address once the typing rests. */
function Words({ value, onChange }: { value: string; onChange(text: string): void }) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => onChange(typed), 250)
    return () => clearTimeout(timer)
  }, [typed])
  return <SearchField label="Search the log" value={typed} onChange={setTyped} shortcut="/" />
}

function Nothing({ search, clear }: { search: AuditSearch; clear(): void }) {
  const isFiltered = search.text !== '' || facets.some((facet) => search[facet].length > 0)
  return (
    <Notice
      title={isFiltered ? 'Nothing fits these filters' : 'Nothing was done in this time'}
      actions={isFiltered && <Button onClick={clear}>Clear the filters</Button>}
    >
      <p>
        {isFiltered
          ? 'Take one away, or look further back.'
          : 'Look further back, or come back when somebody has signed in.'}
      </p>
    </Notice>
  )
}
