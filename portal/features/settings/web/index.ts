import { defineWeb } from '@callboard/sdk/web'

const load = () => import('./views/SettingsPage.tsx')

/** Who the portal takes me for, and how it looks. Backstage's addresses. */
export const settingsWeb = defineWeb({
  id: 'settings',
  pages: [
    { path: '/settings', load },
    { path: '/settings/general', load },
    { path: '/settings/auth-providers', load },
    { path: '/settings/feature-flags', load },
  ],
  actions: [{ title: 'Settings', to: '/settings' }],
})
