import {
  AdminPage,
  Button,
  DownloadIcon,
  FilterRow,
  Loaded,
  Notice,
  Select,
  Skeleton,
  StateDot,
  sentenceOf,
} from '@callboard/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { useEvents, useExport } from '../data/audit-data.ts'
import {
  type AuditSearch,
  facets,
  type Period,
  periods,
  readAuditSearch,
  writeAuditSearch,
} from '../data/audit-search.ts'
import classes from './AuditPage.module.css'
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
          <Button aria-pressed={isLive} title="Read anew every few seconds" onClick={() => setLive(!isLive)}>
            <span>
              <StateDot tone={isLive ? 'good' : 'idle'} />
              Live
            </span>
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
        <p className={classes.failed} role="alert">
          {sentenceOf(download.error)}
        </p>
      )}
      <Words value={search.text} onChange={(text) => set({ text }, true)}>
        {facets.map((facet) => (
          <Facet key={facet} facet={facet} search={search} onChange={(values) => set({ [facet]: values })} />
        ))}
        <Select<Period>
          label="When"
          value={search.period}
          onChange={(period) => set({ period })}
          options={choices}
        />
      </Words>
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

const choices = Object.entries(periods).map(([value, { label }]) => ({ value: value as Period, label }))

/** What is typed goes into the address once the typing rests. */
function Words({
  value,
  onChange,
  children,
}: {
  value: string
  onChange(text: string): void
  children: ReactNode
}) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => onChange(typed), 250)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <FilterRow label="Search the log" value={typed} onChange={setTyped}>
      {children}
    </FilterRow>
  )
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
