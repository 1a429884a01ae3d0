import { AdminPage, Loaded, Notice, SearchField, Skeleton } from '@callboard/ui'
import { useState } from 'react'
import type { JobItemAnswer } from '../../api.ts'
import { refreshJob, useJobs, useSources } from './admin-data.ts'
import { Due, lasted } from './Due.tsx'
import { RunButton } from './RunButton.tsx'
import classes from './table.module.css'

const shownAtOnce = 300

/** Background work of all processes on this database. */
export default function JobsPage() {
  const jobs = useJobs()
  const sources = useSources()
  const [words, setWords] = useState('')
  const targets = new Map(sources.data?.items.map((source) => [source.id, source.target]))
  const titleOf = (item: JobItemAnswer) => (item.name === refreshJob ? targets.get(item.key) : undefined)
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
        {({ items }) => {
          const wanted = words.toLowerCase()
          const found = items
            .filter((item) =>
              `${item.name} ${item.key} ${titleOf(item) ?? ''}`.toLowerCase().includes(wanted),
            )
            .toSorted((a, b) => rank(a) - rank(b) || a.dueAt.localeCompare(b.dueAt))
          return (
            <>
              {items.length > 8 && (
                <div className={classes.tools}>
                  <div className={classes.filter} data-page-filter="">
                    <SearchField label="Filter jobs" value={words} onChange={setWords} shortcut="/" />
                  </div>
                </div>
              )}
              <table className={classes.table}>
                <thead>
                  <tr>
                    {['Job', 'State', 'Due', 'Tries', 'Took'].map((title) => (
                      <th key={title} scope="col">
                        {title}
                      </th>
                    ))}
                    <th scope="col">
                      <span className="cb-hidden">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {found.slice(0, shownAtOnce).map((item) => (
                    <JobRow key={`${item.name} ${item.key}`} item={item} title={titleOf(item)} />
                  ))}
                </tbody>
              </table>
              {found.length === 0 && <p className="cb-muted">No job is called so.</p>}
              {found.length > shownAtOnce && (
                <p className="cb-muted">{found.length - shownAtOnce} more: filter to find them.</p>
              )}
            </>
          )
        }}
      </Loaded>
    </AdminPage>
  )
}

/** What failed first, then what runs. */
function rank({ lastError, state }: JobItemAnswer): number {
  return lastError !== null ? 0 : state === 'running' ? 1 : 2
}

function JobRow({ item, title }: { item: JobItemAnswer; title: string | undefined }) {
  const mark = item.lastError !== null ? 'failing' : item.state
  return (
    <tr>
      <td>
        {title ?? item.name}
        <div className={classes.sub}>{title === undefined ? item.key : item.name}</div>
        {item.lastError && <div className={classes.bad}>{item.lastError}</div>}
      </td>
      <td className={classes.number} data-label="State">
        <span className={classes.state} data-state={mark} />
        {item.lastError !== null ? 'failed' : item.state}
      </td>
      <td className={classes.number} data-label="Due">
        {item.state === 'running' && item.leaseUntil ? (
          <>
            lease ends <Due at={item.leaseUntil} />
          </>
        ) : (
          <Due at={item.dueAt} />
        )}
      </td>
      <td className={classes.number} data-label="Tries">
        {item.attempts}
      </td>
      <td className={classes.number} data-label="Took">
        {item.lastDurationMs === null ? '–' : lasted(item.lastDurationMs)}
      </td>
      <td className={classes.act}>
        <RunButton name={item.name} item={item.key} label="Run now" />
      </td>
    </tr>
  )
}
