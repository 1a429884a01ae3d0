import { defineWeb } from '@callboard/sdk/web'

const permission = 'permission.policy.read'
const roles = () => import('./views/RolesPage.tsx')

/** Who may do what: roles, the matrix of them, why somebody may not, and what a change would do. */
export const permissionsWeb = defineWeb({
  id: 'permission',
  pages: [
    {
      path: '/admin/permissions',
      admin: { title: 'Permissions', order: 44, permission },
      load: roles,
    },
    { path: '/admin/permissions/role', load: () => import('./views/RolePage.tsx') },
    { path: '/admin/permissions/matrix', load: () => import('./views/MatrixPage.tsx') },
    { path: '/admin/permissions/why', load: () => import('./views/WhyPage.tsx') },
    { path: '/admin/permissions/import', load: () => import('./views/ImportPage.tsx') },
    { path: '/admin/permissions/versions', load: () => import('./views/VersionsPage.tsx') },
    { path: '/rbac', load: roles },
  ],
  actions: [
    { title: 'Roles and who has them', to: '/admin/permissions', permission },
    { title: "Why can't somebody do something?", to: '/admin/permissions/why', permission },
    { title: 'Permission matrix', to: '/admin/permissions/matrix', permission },
  ],
})
