import {
  AdminPage,
  type Column,
  FilterRow,
  Loaded,
  Notice,
  Panel,
  Skeleton,
  StateDot,
  Table,
  withCode,
} from '@callboard/ui'
import { useState } from 'react'
import type { ConfigProblem, ConfigValue } from '../../api.ts'
import { useConfig } from './admin-data.ts'
import classes from './ConfigPage.module.css'

const shownAtOnce = 500

/** The config in use: every value, and the file and line it comes from. */
export default function ConfigPage() {
  const config = useConfig()
  const [words, setWords] = useState('')
  return (
    <AdminPage
      title="Config"
      count={config.data?.values.length}
      lead="What is in use now, merged from every file and variable. Secrets are hidden before they leave the server."
    >
      <Loaded query={config} failed="The config could not be read" loading={<Skeleton width={420} />}>
        {({ values, problems, files, description }) => (
          <>
            {problems.length > 0 && <Doctor problems={problems} />}
            <FilterRow label="Filter by key, value or file" value={words} onChange={setWords}>
              <p className={classes.files} title={description}>
                {files.length > 0 ? `Read from ${files.join(', ')}` : description}
              </p>
            </FilterRow>
            <Table
              caption="Values in use"
              columns={columns}
              rows={values.filter((value) => matches(value, words))}
              keyOf={({ path }) => path}
              empty={<Notice title="No key, value or file matches" />}
              atMost={shownAtOnce}
            />
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

function matches({ path, value, at }: ConfigValue, words: string): boolean {
  return `${path} ${value} ${at?.file ?? ''}`.toLowerCase().includes(words.trim().toLowerCase())
}

const columns: Column<ConfigValue>[] = [
  { title: 'Key', as: 'code', cell: ({ path }) => path },
  {
    title: 'Value',
    as: 'code',
    cell: ({ value }) => (value === '<secret>' ? <i className="cb-muted">secret</i> : String(value)),
  },
  { title: 'From', as: 'short', cell: ({ at }) => <span className="cb-code cb-muted">{placeOf(at)}</span> },
]

function placeOf(at: ConfigValue['at']): string {
  if (!at) return 'set by the portal'
  return at.line ? `${at.file}:${at.line}` : at.file
}

const tones = { error: 'bad', warning: 'warn', info: 'busy' } as const

/** What is doubtful about the config, worst first as the server gives it. */
function Doctor({ problems }: { problems: ConfigProblem[] }) {
  return (
    <div className={classes.doctor}>
      <Panel title="What the config doctor says" count={problems.length}>
        <ul className={classes.problems}>
          {problems.map(({ severity, message, hint, at }, index) => (
            <li key={`${index} ${message}`} className={classes.problem}>
              <StateDot tone={tones[severity]} words={severity} />
              <div>
                <p>{withCode(message)}</p>
                {hint && <p className="cb-muted">{withCode(hint)}</p>}
              </div>
              <p className={`cb-code cb-muted ${classes.place}`}>{placeOf(at)}</p>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  )
}
