import { AdminPage, Notice, useAdminPages } from '@callboard/ui'
import { Navigate } from '@tanstack/react-router'

/** Leads to the first of the operator's pages that is open to me. */
export default function StartPage() {
  const { tabs, start } = useAdminPages()
  const first = start ?? tabs[0]
  return (
    <AdminPage title={tabs.find(({ to }) => to === first?.to)?.title ?? 'Admin'}>
      {first && !first.isReserved && <Navigate to={first.to} replace />}
      {!first && (
        <Notice title="None of these pages is open to you">
          <p>They show how the portal is run. Ask those who run it for the permission to read one of them.</p>
        </Notice>
      )}
    </AdminPage>
  )
}
