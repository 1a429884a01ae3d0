import { AdminPage, type Column, Loaded, Skeleton, StateDot, type StateTone, Table } from '@callboard/ui'
import type { RunningFeature } from '../../api.ts'
import { useFeatures } from './admin-data.ts'
import { ExtensionsPanel } from './ExtensionsPanel.tsx'
import classes from './FeaturesPage.module.css'

/** What this portal is made of: features and plugins, how they are, and what they answer to. */
export default function FeaturesPage() {
  const features = useFeatures()
  return (
    <AdminPage
      title="Features"
      count={features.data?.items.length}
      lead="The parts this portal runs. Each has its own routes, tables and jobs; one that is not well says why, and the others go on."
    >
      <div className={classes.stack}>
        <Loaded query={features} failed="The features could not be listed" loading={<Skeleton width={420} />}>
          {({ items }) => (
            <ul className={classes.features}>
              {items.map((feature) => (
                <Feature key={feature.id} feature={feature} />
              ))}
            </ul>
          )}
        </Loaded>
        <ExtensionsPanel />
      </div>
    </AdminPage>
  )
}

const states: Record<RunningFeature['state'], { tone: StateTone; words: string }> = {
  ok: { tone: 'good', words: 'healthy' },
  starting: { tone: 'idle', words: 'starting' },
  degraded: { tone: 'warn', words: 'partly healthy' },
  failing: { tone: 'bad', words: 'failing' },
}

function Feature({ feature }: { feature: RunningFeature }) {
  const { id, description, origin, version, state, message, setupMs, migrations, routes } = feature
  const facts = [
    `${origin}${version ? ` ${version}` : ''}`,
    ...(migrations > 0 ? [counted(migrations, 'migration')] : []),
    ...(setupMs !== null ? [`set up in ${setupMs} ms`] : []),
  ]
  return (
    <li className={classes.feature}>
      <div className={classes.what}>
        <h2 className={classes.name}>{id}</h2>
        <p>{description ?? ''}</p>
      </div>
      <p>
        <StateDot tone={states[state].tone} />
        {states[state].words}
      </p>
      <div className={classes.facts}>
        <p className="cb-sub">{facts.join(' · ')}</p>
        {message && (
          <p className={state === 'ok' ? 'cb-sub' : 'cb-bad'} dir="auto">
            {message}
          </p>
        )}
      </div>
      {routes.length > 0 && <Routes of={id} routes={routes} />}
    </li>
  )
}

type Route = RunningFeature['routes'][number]

/** What it answers to, for those who want to know. */
function Routes({ of, routes }: { of: string; routes: Route[] }) {
  const permissions = [...new Set(routes.filter((route) => route.isPermission).map((route) => route.access))]
  return (
    <details className={classes.routes}>
      <summary>
        {counted(routes.length, 'route')}
        {permissions.length > 0 && `, ${counted(permissions.length, 'permission')}`}
      </summary>
      {permissions.length > 0 && (
        <p className={classes.permissions}>
          {permissions.map((permission) => (
            <code key={permission}>{permission}</code>
          ))}
        </p>
      )}
      <div className={classes.box}>
        <Table caption={`Routes of ${of}`} columns={columns} rows={routes} keyOf={({ name }) => name} />
      </div>
    </details>
  )
}

const columns: Column<Route>[] = [
  {
    title: 'Route',
    as: 'code',
    cell: ({ method, path }) => (
      <>
        <b>{method}</b> {path}
      </>
    ),
  },
  { title: 'What it does', cell: ({ summary }) => summary },
  { title: 'Who may', as: 'code', cell: ({ access }) => access },
]

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
