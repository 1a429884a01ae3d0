import type { EntityView } from '@callboard/sdk/model'
import { defineWeb } from '@callboard/sdk/web'
import { ApiIcon, CatalogIcon, GraphIcon } from '@callboard/ui'
import { hasApiTab } from './apis/api-specs.ts'
import { findEntities } from './data/find-entities.ts'

/** What the catalog shows: the index, the page of an entity with its tabs, and the list of problems. */
export const catalogWeb = defineWeb({
  id: 'catalog',
  pages: [
    { path: '/catalog', extension: 'page:catalog', load: () => import('./pages/CatalogPage.tsx') },
    { path: '/api-docs', extension: 'page:api-docs', load: () => import('./pages/ApisPage.tsx') },
    {
      path: '/catalog/$namespace/$kind/$name',
      extension: 'page:catalog/entity',
      deep: true,
      load: () => import('./pages/EntityPage.tsx'),
    },
    { path: '/catalog-graph', extension: 'page:catalog-graph', load: () => import('./graph/GraphPage.tsx') },
    {
      path: '/catalog-import',
      extension: 'page:catalog-import',
      load: () => import('./import/ImportPage.tsx'),
    },
    {
      path: '/admin/problems',
      admin: { title: 'Problems', order: 20, permission: 'catalog.entity.read', isForAll: true },
      load: () => import('./pages/ProblemsPage.tsx'),
    },
  ],
  nav: [
    {
      title: 'Catalog',
      to: '/catalog',
      icon: CatalogIcon,
      section: 'main',
      key: 'c',
      extension: 'nav-item:catalog',
    },
    {
      title: 'APIs',
      to: '/api-docs',
      icon: ApiIcon,
      section: 'main',
      key: 'a',
      extension: 'nav-item:api-docs',
    },
    {
      title: 'Graph',
      to: '/catalog-graph',
      icon: GraphIcon,
      section: 'main',
      key: 'r',
      extension: 'nav-item:catalog-graph',
    },
  ],
  entityTabs: [
    {
      path: '',
      title: 'Overview',
      extension: 'entity-content:catalog/overview',
      load: () => import('./tabs/OverviewTab.tsx'),
    },
    {
      path: 'definition',
      extension: 'entity-content:api-docs/definition',
      title: 'Definition',
      when: (entity) => entity.kind.toLowerCase() === 'api',
      load: () => import('./definition/DefinitionTab.tsx'),
    },
    {
      path: 'api',
      also: 'apis',
      extension: 'entity-content:api-docs/apis',
      title: 'API',
      when: hasApiTab,
      load: () => import('./apis/ApisTab.tsx'),
    },
    {
      path: 'dependencies',
      extension: 'entity-content:catalog/dependencies',
      title: 'Dependencies',
      when: (entity) => ['component', 'resource'].includes(entity.kind.toLowerCase()),
      load: () => import('./entity/DependenciesTab.tsx'),
    },
    {
      path: 'diagram',
      extension: 'entity-content:catalog-graph/diagram',
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
  actions: [
    { title: 'Register an existing component', to: '/catalog-import', permission: 'catalog.location.create' },
  ],
  keys: [
    { keys: ['s'], title: 'Star this entity, or take the star away' },
    { keys: ['j'], title: 'Next row' },
    { keys: ['k'], title: 'Previous row' },
    { keys: ['Enter'], title: 'Open the row' },
    { keys: ['x'], title: 'Select the row' },
    { keys: ['Shift', 'x'], title: 'Select every row since the one selected before' },
    { keys: ['Escape'], title: 'Select nothing' },
  ],
  homeCards: [
    {
      id: 'catalog.mine',
      extension: 'home-page-widget:catalog/owned',
      title: 'What you own',
      column: 'mine',
      order: 10,
      load: () => import('./home/MineCard.tsx'),
    },
    {
      id: 'catalog.changes',
      extension: 'home-page-widget:catalog/changes',
      title: 'Recent changes',
      column: 'news',
      order: 10,
      load: () => import('./home/ChangesCard.tsx'),
    },
    {
      id: 'catalog.starred',
      extension: 'home-page-widget:home/starred',
      title: 'Starred',
      column: 'back',
      order: 20,
      load: () => import('./home/StarredCard.tsx'),
    },
    {
      id: 'catalog.problems',
      extension: 'home-page-widget:catalog/problems',
      title: 'Problems in what you own',
      column: 'news',
      order: 5,
      load: () => import('./home/MyProblemsCard.tsx'),
    },
  ],
  beside: { load: () => import('./live/Beside.tsx') },
})

function problemCount(entity: EntityView): number | undefined {
  return entity.status?.items?.length
}
