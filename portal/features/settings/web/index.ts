import { defineWeb } from '@callboard/sdk/web'

const general = () => import('./views/GeneralPage.tsx')

/** Who the portal takes me for, and how it looks. Backstage's addresses. */
export const settingsWeb = defineWeb({
  id: 'settings',
  pages: [
    { path: '/settings', settings: { title: 'General', order: 10 }, load: general },
    { path: '/settings/general', load: general },
    {
      path: '/settings/feature-flags',
      settings: { title: 'Feature flags', order: 90 },
      load: () => import('./views/FeatureFlagsPage.tsx'),
    },
  ],
  actions: [{ title: 'Settings', to: '/settings' }],
})
