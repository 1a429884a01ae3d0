import { defineWeb } from '@callboard/sdk/web'

/** Where I am signed in, and the tokens that act as me or as a service. Backstage's address for the providers. */
export const identityWeb = defineWeb({
  id: 'auth',
  pages: [
    {
      path: '/settings/auth-providers',
      settings: { title: 'Authentication providers', order: 20 },
      load: () => import('./views/ProvidersPage.tsx'),
    },
    {
      path: '/settings/tokens',
      settings: { title: 'Tokens', order: 30 },
      load: () => import('./views/MyTokensPage.tsx'),
    },
    {
      path: '/admin/tokens',
      admin: { title: 'Tokens', order: 46, permission: 'auth.service-token.read' },
      load: () => import('./views/ServiceTokensPage.tsx'),
    },
  ],
  actions: [
    { title: 'My access tokens', to: '/settings/tokens' },
    { title: 'Service tokens', to: '/admin/tokens', permission: 'auth.service-token.read' },
  ],
})
