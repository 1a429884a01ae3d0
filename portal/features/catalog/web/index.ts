import type { EntityView } from '@callboard/sdk/model'
import { defineWeb } from '@callboard/sdk/web'
import { ApiIcon, CatalogIcon, GraphIcon } from '@callboard/ui'
import { hasApiTab } from './apis/api-specs.ts'
import { findEntities } from './data/find-entities.ts'

/** What the catalog shows: the index, the page of an entity with its tabs, and the list of problems. */
export const catalogWeb = defineWeb({
  id: 'catalog',
  pages: [
    { path: '/catalog', load: () => import('./pages/CatalogPage.tsx') },
    { path: '/api-docs', load: () => import('./pages/ApisPage.tsx') },
    { path: '/catalog/$namespace/$kind/$name', deep: true, load: () => import('./pages/EntityPage.tsx') },
    { path: '/catalog-graph', load: () => import('./graph/GraphPage.tsx') },
    { path: '/catalog-import', load: () => import('./import/ImportPage.tsx') },
    {
      path: '/admin/problems',
      admin: { title: 'Problems', order: 20 },
      load: () => import('./pages/ProblemsPage.tsx'),
    },
  ],
  nav: [
    { title: 'Catalog', to: '/catalog', icon: CatalogIcon, section: 'main', key: 'c' },
    { title: 'APIs', to: '/api-docs', icon: ApiIcon, section: 'main', key: 'a' },
    { title: 'Graph', to: '/catalog-graph', icon: GraphIcon, section: 'main', key: 'r' },
  ],
  entityTabs: [
    { path: '', title: 'Overview', load: () => import('./tabs/OverviewTab.tsx') },
    {
      path: 'definition',
      title: 'Definition',
      when: (entity) => entity.kind.toLowerCase() === 'api',
      load: () => import('./definition/DefinitionTab.tsx'),
    },
    { path: 'api', also: 'apis', title: 'API', when: hasApiTab, load: () => import('./apis/ApisTab.tsx') },
    {
      path: 'dependencies',
      title: 'Dependencies',
      when: (entity) => ['component', 'resource'].includes(entity.kind.toLowerCase()),
      load: () => import('./entity/DependenciesTab.tsx'),
    },
    {
      path: 'diagram',
      title: 'Diagram',
      when: (entity) => entity.kind.toLowerCase() === 'system',
      load: () => import('./entity/DiagramTab.tsx'),
    },
    {
      path: 'problems',
      title: 'Problems',
      count: problemCount,
      load: () => import('./tabs/ProblemsTab.tsx'),
    },
    { path: 'history', title: 'History', load: () => import('./tabs/HistoryTab.tsx') },
    { path: 'yaml', title: 'YAML', load: () => import('./tabs/YamlTab.tsx') },
  ],
  find: findEntities,
  actions: [{ title: 'Register an existing component', to: '/catalog-import' }],
  beside: { load: () => import('./live/LiveUpdates.tsx') },
})

function problemCount(entity: EntityView): number | undefined {
  return entity.status?.items?.length
}
