import {
  AdminPage,
  type Column,
  EntityLink,
  FilterRow,
  Loaded,
  Notice,
  RelativeTime,
  Skeleton,
  StateDot,
  type StateTone,
  Table,
  usePermission,
} from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SourceAnswer } from '../../../catalog/api.ts'
import type { JobItemAnswer } from '../../api.ts'
import { organizationJob, refreshJob, useJobs, useSources } from './admin-data.ts'
import { Due, lasted } from './Due.tsx'
import { RunButton } from './RunButton.tsx'
import classes from './SourcesPage.module.css'

const kinds = { config: 'in the config', registered: 'registered', provider: 'given by a provider' }
/** Drawn at once; the filter reaches the rest. */
const shownAtOnce = 300

/** Where the catalog reads from, and how that goes: the first of three clicks to "why is my thing not here?". */
export default function SourcesPage() {
  const sources = useSources()
  const reads = useJobs(refreshJob)
  const runs = useJobs(organizationJob)
  const [words, setWords] = useState('')
  const jobs = new Map([...itemsOf(reads.data), ...itemsOf(runs.data)])
  const failing = sources.data?.items.filter((source) => stateOf(source).tone === 'bad').length ?? 0
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
        empty={<ReadsNothing />}
      >
        {({ items }) => (
          <>
            {items.length > 8 && <FilterRow label="Filter sources" value={words} onChange={setWords} />}
            <Table
              caption="Sources of the catalog"
              columns={columns}
              rows={items
                .filter(({ target }) => target.toLowerCase().includes(words.toLowerCase()))
                .map((source) => ({ source, job: jobs.get(jobOf(source)) }))}
              keyOf={({ source }) => source.id}
              empty="No source is called so."
              atMost={shownAtOnce}
            />
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

/** A source, and the job that reads it; providers without one give when they like. */
interface Row {
  source: SourceAnswer
  job: JobItemAnswer | undefined
}

/** Jobs are kept by the source they read; those of organisations by the provider. */
const jobOf = ({ kind, id, target }: SourceAnswer) => (kind === 'provider' ? target : id)

function itemsOf(jobs: { items: JobItemAnswer[] } | undefined): [string, JobItemAnswer][] {
  return jobs?.items.map((item) => [item.key, item]) ?? []
}

const columns: Column<Row>[] = [
  { title: 'Source', as: 'title', cell: ({ source }) => <Source source={source} /> },
  { title: 'Files', as: 'number', cell: ({ source }) => source.files },
  { title: 'Entities', as: 'number', cell: ({ source }) => source.entities },
  { title: 'Problems', as: 'number', cell: ({ source }) => <Problems source={source} /> },
  {
    title: 'Changed',
    as: 'short',
    cell: ({ source }) => (source.lastChangeAt ? <RelativeTime at={source.lastChangeAt} /> : 'never'),
  },
  {
    title: 'Next read',
    as: 'short',
    cell: ({ source, job }) => {
      const at = source.kind === 'provider' && job ? job.dueAt : source.nextReadAt
      return at ? <Due at={at} /> : 'when asked'
    },
  },
  {
    title: 'Took',
    as: 'number',
    cell: ({ job }) => (typeof job?.lastDurationMs === 'number' ? lasted(job.lastDurationMs) : '–'),
  },
  {
    title: 'Actions',
    as: 'actions',
    cell: ({ source, job }) => {
      if (source.kind !== 'provider') return <RunButton name={refreshJob} item={source.id} label="Read now" />
      return job && <RunButton name={organizationJob} item={job.key} label="Read now" />
    },
  },
]

function Source({ source }: { source: SourceAnswer }) {
  const { tone, words } = stateOf(source)
  return (
    <>
      <span className={classes.name}>
        <StateDot tone={tone} words={words} />
        {source.entityRef ? (
          <EntityLink entityRef={source.entityRef} label={{ title: source.target }} plain />
        ) : (
          source.target
        )}
      </span>
      <div className="cb-sub">
        {source.type}, {kinds[source.kind]}, {words}
      </div>
    </>
  )
}

function Problems({ source: { problems } }: { source: SourceAnswer }) {
  const count = problems.error + problems.warning
  if (count === 0) return 0
  return (
    <Link to="/admin/problems" className="cb-link">
      {count}
    </Link>
  )
}

function ReadsNothing() {
  const register = usePermission('catalog.location.create')
  return (
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
  )
}

function stateOf({ state, reading, files, failingFiles, problems }: SourceAnswer): {
  tone: StateTone
  words: string
} {
  if (reading) return { tone: 'busy', words: 'reading' }
  if (state === 'failing' && failingFiles >= files) return { tone: 'bad', words: 'cannot be read' }
  if (state === 'pending') return { tone: 'idle', words: 'not read yet' }
  if (failingFiles > 0) return { tone: 'warn', words: `${failingFiles} of ${files} files cannot be read` }
  if (state === 'failing' || problems.error > 0) return { tone: 'warn', words: 'read, with problems' }
  return { tone: 'good', words: 'read' }
}
