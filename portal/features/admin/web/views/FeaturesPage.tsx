import { AdminPage, Loaded, Skeleton } from '@callboard/ui'
import type { RunningFeature } from '../../api.ts'
import { useFeatures } from './admin-data.ts'
import { ExtensionsPanel } from './ExtensionsPanel.tsx'
import classes from './FeaturesPage.module.css'
import table from './table.module.css'

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

const dots = { ok: 'ok', starting: 'pending', degraded: 'partly', failing: 'failing' }
const words = { ok: 'well', starting: 'starting', degraded: 'in part', failing: 'not well' }

function Feature({ feature }: { feature: RunningFeature }) {
  const { id, description, origin, version, state, message, setupMs, migrations, routes } = feature
  const permissions = [...new Set(routes.filter((route) => route.isPermission).map((route) => route.access))]
  const facts = [
    `${origin}${version ? ` ${version}` : ''}`,
    `${routes.length} routes`,
    ...(migrations > 0 ? [migrations === 1 ? '1 migration' : `${migrations} migrations`] : []),
    ...(setupMs !== null ? [`set up in ${setupMs} ms`] : []),
  ]
  return (
    <li className={classes.feature}>
      <div className={classes.what}>
        <h2 className={classes.name}>{id}</h2>
        <p>{description ?? ''}</p>
      </div>
      <p className={classes.state}>
        <span className={table.state} data-state={dots[state]} />
        {words[state]}
      </p>
      <div className={classes.facts}>
        <p className={table.sub}>{facts.join(' · ')}</p>
        {message && (
          <p className={state === 'ok' ? table.sub : table.bad} dir="auto">
            {message}
          </p>
        )}
      </div>
      {routes.length > 0 && (
        <details className={classes.routes}>
          <summary>
            Routes
            {permissions.length > 0 &&
              ` and ${permissions.length === 1 ? '1 permission' : `${permissions.length} permissions`}`}
          </summary>
          {permissions.length > 0 && (
            <p className={classes.permissions}>
              {permissions.map((permission) => (
                <code key={permission}>{permission}</code>
              ))}
            </p>
          )}
          <div className={classes.box}>
            <table className={table.table}>
              <thead>
                <tr>
                  {['Route', 'What it does', 'Who may'].map((title) => (
                    <th key={title} scope="col">
                      {title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {routes.map((route) => (
                  <tr key={route.name}>
                    <td>
                      <code className={classes.route}>
                        <b>{route.method}</b> {route.path}
                      </code>
                    </td>
                    <td>{route.summary}</td>
                    <td data-label="Who may">
                      {route.isPermission ? <code>{route.access}</code> : route.access}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </li>
  )
}
