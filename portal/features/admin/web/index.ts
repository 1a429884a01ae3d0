import { defineWeb } from '@callboard/sdk/web'
import { AdminIcon } from '@callboard/ui'

const unprocessed = () => import('./views/UnprocessedPage.tsx')
const config = () => import('./views/ConfigPage.tsx')
const jobs = () => import('./views/JobsPage.tsx')
const about = () => import('./views/AboutPage.tsx')

/** What the routes behind these pages ask for. */
const permission = 'admin.read'

/** The operator's pages: why is my thing not here, and what is this portal doing? Backstage's addresses lead here too. */
export const adminWeb = defineWeb({
  id: 'admin',
  pages: [
    { path: '/admin', load: () => import('./views/StartPage.tsx') },
    {
      path: '/admin/sources',
      admin: { title: 'Sources', order: 10, permission: 'catalog.location.read', isForAll: true },
      load: () => import('./views/SourcesPage.tsx'),
    },
    {
      path: '/admin/unprocessed',
      admin: {
        title: 'Unprocessed',
        order: 30,
        permission: 'catalog.entities.unprocessed.read',
        isForAll: true,
      },
      load: unprocessed,
    },
    { path: '/admin/jobs', admin: { title: 'Jobs', order: 40, permission }, load: jobs },
    { path: '/admin/config', admin: { title: 'Config', order: 50, permission }, load: config },
    {
      path: '/admin/features',
      admin: { title: 'Features', order: 55, permission },
      load: () => import('./views/FeaturesPage.tsx'),
    },
    { path: '/admin/about', admin: { title: 'About', order: 60, permission }, load: about },
    { path: '/catalog-unprocessed-entities', load: unprocessed },
    { path: '/devtools', load: about },
    { path: '/devtools/info', load: about },
    { path: '/devtools/config', load: config },
    { path: '/devtools/scheduled-tasks', load: jobs },
    { path: '/devtools/unprocessed-entities', load: unprocessed },
  ],
  nav: [
    {
      extension: 'nav-item:devtools',
      isForAdminPages: true,
      title: 'Admin',
      to: '/admin',
      icon: AdminIcon,
      section: 'admin',
      key: 'm',
    },
  ],
})
