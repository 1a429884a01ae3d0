import { AdminPage, Loaded, Notice, Panel, SearchField, Skeleton, withCode } from '@callboard/ui'
import { useState } from 'react'
import type { ConfigProblem, ConfigValue } from '../../api.ts'
import { useConfig } from './admin-data.ts'
import classes from './table.module.css'

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
            <p className={`${classes.code} ${classes.gap}`} title={description}>
              {files.length > 0 ? files.join(', ') : description}
            </p>
            {problems.length > 0 && <Doctor problems={problems} />}
            <div className={classes.tools}>
              <div className={classes.filter} data-page-filter="">
                <SearchField
                  label="Filter by key, value or file"
                  value={words}
                  onChange={setWords}
                  shortcut="/"
                />
              </div>
            </div>
            <Values values={values.filter((value) => matches(value, words))} />
          </>
        )}
      </Loaded>
    </AdminPage>
  )
}

function matches({ path, value, at }: ConfigValue, words: string): boolean {
  return `${path} ${value} ${at?.file ?? ''}`.toLowerCase().includes(words.trim().toLowerCase())
}

function Doctor({ problems }: { problems: ConfigProblem[] }) {
  return (
    <div className={classes.gap}>
      <Panel title="What the config doctor says" count={problems.length}>
        <ul className={classes.problems}>
          {problems.map((problem, index) => (
            <li key={`${index} ${problem.message}`}>
              <p className={problem.severity === 'error' ? classes.bad : undefined}>
                <span
                  className={classes.state}
                  data-state={{ error: 'failing', warning: 'partly', info: 'running' }[problem.severity]}
                />
                <span className="cb-hidden">{problem.severity}: </span>
                {withCode(problem.message)}
              </p>
              {problem.hint && <p className="cb-muted">{withCode(problem.hint)}</p>}
              <Where at={problem.at} />
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  )
}

function Values({ values }: { values: ConfigValue[] }) {
  if (values.length === 0) return <Notice title="No key, value or file matches" />
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Value</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {values.slice(0, shownAtOnce).map(({ path, value, at }) => (
            <tr key={path}>
              <td className={classes.code}>{path}</td>
              <td className={`${classes.code} ${value === '<secret>' ? classes.secret : ''}`}>
                {value === '<secret>' ? 'secret' : String(value)}
              </td>
              <td>
                <Where at={at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {values.length > shownAtOnce && (
        <p className="cb-muted">{values.length - shownAtOnce} more: filter to find them.</p>
      )}
    </>
  )
}

function Where({ at }: { at: ConfigValue['at'] }) {
  if (!at) return <span className={classes.sub}>set by the portal</span>
  return (
    <span className={`${classes.sub} ${classes.code}`}>{at.line ? `${at.file}:${at.line}` : at.file}</span>
  )
}
