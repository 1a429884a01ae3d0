import { Notice, Page, TabLinks } from '@callboard/ui'
import { useRouterState } from '@tanstack/react-router'
import { General } from './General.tsx'
import classes from './settings.module.css'

const tabs = [
  { title: 'General', to: '/settings' },
  { title: 'Authentication providers', to: '/settings/auth-providers' },
  { title: 'Feature flags', to: '/settings/feature-flags' },
]

/** My settings: one page a tab, each with Backstage's address. */
export default function SettingsPage() {
  const path = useRouterState({ select: (state) => state.location.pathname }).replace(/\/general$/, '')
  const here = tabs.findLast((tab) => path.endsWith(tab.to)) ?? tabs[0]
  return (
    <Page title="Settings">
      <h1 className={classes.title}>Settings</h1>
      <TabLinks label="Settings" tabs={tabs.map((tab) => ({ ...tab, isActive: tab === here }))} />
      {here?.to.endsWith('auth-providers') ? (
        <Notice title="No authentication providers">
          <p>
            Nothing here needs a second sign-in. Providers that lend pages your account elsewhere, such as
            GitHub for pull requests, appear here when they are configured under <code>auth.providers</code>.
          </p>
        </Notice>
      ) : here?.to.endsWith('feature-flags') ? (
        <Notice title="No feature flags">
          <p>
            No feature or plugin of this portal can be switched on or off by its users. Its operator does that
            under <code>app.extensions</code> of the config; what is on is listed under Admin, Features.
          </p>
        </Notice>
      ) : (
        <General />
      )}
    </Page>
  )
}
