import { AdminPage } from '@callboard/ui'
import { Link, useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { usePolicy } from '../data/policy-data.ts'
import classes from './PolicyPage.module.css'
import { Warning } from './Warnings.tsx'

const views = [
  { title: 'Roles', to: '/admin/permissions' },
  { title: 'Matrix', to: '/admin/permissions/matrix' },
  { title: 'Why?', to: '/admin/permissions/why' },
  { title: 'Import', to: '/admin/permissions/import' },
  { title: 'Versions', to: '/admin/permissions/versions' },
]

/** One of the pages about permissions: what it answers, and the ways to the others. */
export function PolicyPage({
  lead,
  actions,
  children,
}: {
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const path = useRouterState({ select: (state) => state.location.pathname })
  const policy = usePolicy()
  return (
    <AdminPage title="Permissions" lead={lead} actions={actions}>
      <nav className={classes.views} aria-label="Permissions">
        {views.map(({ title, to }) => (
          <Link
            key={to}
            to={to}
            className={classes.view}
            aria-current={isHere(path, to) ? 'page' : undefined}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            {title}
          </Link>
        ))}
      </nav>
      {policy.data && !policy.data.enabled && (
        <div className={classes.off}>
          <Warning>
            <p>
              Permissions are switched off: everybody who signs in may do everything, and the policy below
              says nothing yet. An operator switches it on with <code>permission.enabled: true</code> in the
              config.
            </p>
          </Warning>
        </div>
      )}
      {children}
    </AdminPage>
  )
}

/** The page of one role is among the roles. */
function isHere(path: string, to: string): boolean {
  return path.endsWith(to) || (to === '/admin/permissions' && /\/(role|rbac)$/.test(path))
}
