import {
  AdminPage,
  type Column,
  FilterRow,
  Loaded,
  Notice,
  Skeleton,
  StateDot,
  type StateTone,
  Table,
} from '@callboard/ui'
import { useState } from 'react'
import type { JobItemAnswer } from '../../api.ts'
import { refreshJob, useJobs, useSources } from './admin-data.ts'
import { Due, lasted } from './Due.tsx'
import { RunButton } from './RunButton.tsx'

const shownAtOnce = 300

/** Background work of all processes on this database. */
export default function JobsPage() {
  const jobs = useJobs()
  const sources = useSources()
  const [words, setWords] = useState('')
  const targets = new Map(sources.data?.items.map((source) => [source.id, source.target]))
  return (
    <AdminPage
      title="Jobs"
      count={jobs.data?.totalItems}
      lead="Work done in the background. A process holds a lease on what it runs; what a killed process leaves behind is taken over when its lease ends. Failed work is tried again, ever later."
    >
      <Loaded
        query={jobs}
        failed="The jobs could not be read"
        loading={<Skeleton width={420} />}
        isEmpty={({ items }) => items.length === 0}
        empty={<Notice title="There is no background work" />}
      >
        {({ items }) => (
          <>
            {items.length > 8 && <FilterRow label="Filter jobs" value={words} onChange={setWords} />}
            <Table
              caption="Background work"
              columns={columns}
              rows={items
                .map((item) => ({ item, ...namesOf(item, targets) }))
                .filter(({ title, detail }) =>
                  `${title} ${detail}`.toLowerCase().includes(words.toLowerCase()),
                )
                .toSorted((a, b) => rank(a.item) - rank(b.item) || a.item.dueAt.localeCompare(b.item.dueAt))}
              keyOf={({ item }) => `${item.name} ${item.key}`}
              empty="No job is called so."
              atMost={shownAtOnce}
            />
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

interface Row {
  item: JobItemAnswer
  title: string
  detail: string
}

/** A job that has one item only calls it so. */
const onlyItem = 'all'

/** What is read goes by its address; other work by the name of its job. */
function namesOf({ name, key }: JobItemAnswer, targets: ReadonlyMap<string, string>) {
  const target = name === refreshJob ? targets.get(key) : undefined
  if (target !== undefined) return { title: target, detail: name }
  return { title: name, detail: key === onlyItem ? '' : key }
}

/** What failed first, then what runs. */
function rank({ lastError, state }: JobItemAnswer): number {
  return lastError !== null ? 0 : state === 'running' ? 1 : 2
}

function stateOf({ lastError, state }: JobItemAnswer): { tone: StateTone; words: string } {
  if (lastError !== null) return { tone: 'bad', words: 'failed' }
  return { tone: state === 'running' ? 'busy' : 'idle', words: state }
}

const columns: Column<Row>[] = [
  {
    title: 'Job',
    as: 'title',
    cell: ({ item, title, detail }) => (
      <>
        {title}
        {detail !== '' && <div className="cb-sub">{detail}</div>}
        {item.lastError && <div className="cb-bad">{item.lastError}</div>}
      </>
    ),
  },
  {
    title: 'State',
    as: 'short',
    cell: ({ item }) => (
      <>
        <StateDot tone={stateOf(item).tone} />
        {stateOf(item).words}
      </>
    ),
  },
  {
    title: 'Due',
    as: 'short',
    cell: ({ item }) =>
      item.state === 'running' && item.leaseUntil ? (
        <>
          lease ends <Due at={item.leaseUntil} />
        </>
      ) : (
        <Due at={item.dueAt} />
      ),
  },
  { title: 'Tries', as: 'number', cell: ({ item }) => item.attempts },
  {
    title: 'Took',
    as: 'number',
    cell: ({ item }) => (item.lastDurationMs === null ? '–' : lasted(item.lastDurationMs)),
  },
  {
    title: 'Actions',
    as: 'actions',
    cell: ({ item }) => <RunButton name={item.name} item={item.key} label="Run now" />,
  },
]
