import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** A role that leads to its rules. */
export function RoleLink({ name, children = name }: { name: string; children?: ReactNode }) {
  return (
    <Link to="/admin/permissions/role" search={{ name } as never} className="cb-link" dir="auto">
      {children}
    </Link>
  )
}
