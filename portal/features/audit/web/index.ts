import { defineWeb } from '@callboard/sdk/web'

/** Who did what, when, from where. */
export const auditWeb = defineWeb({
  id: 'audit',
  pages: [
    {
      path: '/admin/audit',
      admin: { title: 'Audit log', order: 48, permission: 'audit.read' },
      load: () => import('./views/AuditPage.tsx'),
    },
  ],
  actions: [{ title: 'Audit log', to: '/admin/audit', permission: 'audit.read' }],
})
