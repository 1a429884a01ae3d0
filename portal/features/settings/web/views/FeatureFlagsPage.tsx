import { Notice, SettingsPage } from '@callboard/ui'

/** Parts of the portal that a user may switch on for themselves. */
export default function FeatureFlagsPage() {
  return (
    <SettingsPage title="Feature flags">
      <Notice title="No feature flags">
        <p>No feature or plugin of this portal can be switched on or off by its users.</p>
      </Notice>
    </SettingsPage>
  )
}
