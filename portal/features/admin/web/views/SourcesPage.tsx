import {
  AdminPage,
  EntityLink,
  Loaded,
  Notice,
  RelativeTime,
  SearchField,
  Skeleton,
  usePermission,
} from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SourceAnswer } from '../../../catalog/api.ts'
import type { JobItemAnswer } from '../../api.ts'
import { organizationJob, refreshJob, useJobs, useSources } from './admin-data.ts'
import { Due, lasted } from './Due.tsx'
import { RunButton } from './RunButton.tsx'
import classes from './table.module.css'

const kinds = { config: 'in the config', registered: 'registered', provider: 'given by a provider' }
/** Drawn at once; the filter reaches the rest. */
const shownAtOnce = 300

/** Where the catalog reads from, and how that goes: the first of three clicks to "why is my thing not here?". */
export default function SourcesPage() {
  const register = usePermission('catalog.location.create')
  const sources = useSources()
  const jobs = useJobs(refreshJob)
  const runs = useJobs(organizationJob)
  const [words, setWords] = useState('')
  const durations = new Map(jobs.data?.items.map((item) => [item.key, item.lastDurationMs]))
  const runOf = new Map(runs.data?.items.map((item) => [item.key, item]))
  const failing = sources.data?.items.filter((source) => stateOf(source).mark === 'failing').length ?? 0
  return (
    <AdminPage
      title="Sources"
      count={sources.data?.items.length}
      lead={
        failing > 0
          ? `${failing === 1 ? 'One of them' : `${failing} of them`} cannot be read. What was read before stays in the catalog until it can.`
          : 'Every place the catalog reads from: locations of the config, registered files, providers.'
      }
    >
      <Loaded
        query={sources}
        failed="The sources could not be read"
        loading={<Skeleton width={420} />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Notice title="The catalog reads from nowhere yet">
            <p>
              Name a file under <code>catalog.locations</code> in the config
              {register.isAllowed && (
                <>
                  , or{' '}
                  <Link to="/catalog-import" className="cb-link">
                    register one
                  </Link>
                </>
              )}
              .
            </p>
          </Notice>
        }
      >
        {({ items }) => {
          const found = items.filter((source) => source.target.toLowerCase().includes(words.toLowerCase()))
          return (
            <>
              {items.length > 8 && (
                <div className={classes.tools}>
                  <div className={classes.filter} data-page-filter="">
                    <SearchField label="Filter sources" value={words} onChange={setWords} shortcut="/" />
                  </div>
                </div>
              )}
              <table className={classes.table}>
                <thead>
                  <tr>
                    {['Source', 'Files', 'Entities', 'Problems', 'Changed', 'Next read', 'Took'].map(
                      (title) => (
                        <th key={title} scope="col">
                          {title}
                        </th>
                      ),
                    )}
                    <th scope="col">
                      <span className="cb-hidden">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {found.slice(0, shownAtOnce).map((source) => (
                    <SourceRow
                      key={source.id}
                      source={source}
                      run={source.kind === 'provider' ? runOf.get(source.target) : undefined}
                      durationMs={durations.get(source.id)}
                    />
                  ))}
                </tbody>
              </table>
              {found.length === 0 && <p className="cb-muted">No source is called so.</p>}
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

/** `run` is the job that reads a provider's organisation; other providers give when they like. */
function SourceRow({
  source,
  run,
  durationMs,
}: {
  source: SourceAnswer
  run: JobItemAnswer | undefined
  durationMs: number | null | undefined
}) {
  const state = stateOf(source)
  const nextReadAt = run ? run.dueAt : source.nextReadAt
  const lastMs = run ? run.lastDurationMs : durationMs
  const problems = source.problems.error + source.problems.warning
  return (
    <tr>
      <td>
        <span className={classes.state} data-state={state.mark} title={state.words} />
        <span className="cb-hidden">{state.words}: </span>
        {source.entityRef ? (
          <EntityLink entityRef={source.entityRef} label={{ title: source.target }} plain />
        ) : (
          source.target
        )}
        <div className={classes.sub}>
          {source.type}, {kinds[source.kind]}, {state.words}
        </div>
      </td>
      <td className={classes.number} data-label="Files">
        {source.files}
        {source.failingFiles > 0 && <span className={classes.bad}> ({source.failingFiles} failing)</span>}
      </td>
      <td className={classes.number} data-label="Entities">
        {source.entities}
      </td>
      <td className={classes.number} data-label="Problems">
        {problems > 0 ? (
          <Link to="/admin/problems" className="cb-link">
            {problems}
          </Link>
        ) : (
          0
        )}
      </td>
      <td className={classes.number} data-label="Changed">
        {source.lastChangeAt ? <RelativeTime at={source.lastChangeAt} /> : 'never'}
      </td>
      <td className={classes.number} data-label="Next read">
        {nextReadAt ? <Due at={nextReadAt} /> : 'when asked'}
      </td>
      <td className={classes.number} data-label="Took">
        {typeof lastMs === 'number' ? lasted(lastMs) : '–'}
      </td>
      <td className={classes.act}>
        {source.kind !== 'provider' && <RunButton name={refreshJob} item={source.id} label="Read now" />}
        {run && <RunButton name={organizationJob} item={run.key} label="Read now" />}
      </td>
    </tr>
  )
}

function stateOf({ state, reading, files, failingFiles, problems }: SourceAnswer): {
  mark: string
  words: string
} {
  if (reading) return { mark: 'reading', words: 'reading' }
  if (state === 'failing' && failingFiles >= files) return { mark: 'failing', words: 'cannot be read' }
  if (state === 'pending') return { mark: 'pending', words: 'not read yet' }
  if (state === 'failing' || failingFiles > 0 || problems.error > 0)
    return { mark: 'partly', words: 'read, with problems' }
  return { mark: 'ok', words: 'read' }
}
