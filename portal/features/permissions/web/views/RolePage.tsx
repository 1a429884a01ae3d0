import { buttonClass, Loaded, Notice, Skeleton, usePermission } from '@callboard/ui'
import { Link, useSearch } from '@tanstack/react-router'
import { usePolicy } from '../data/policy-data.ts'
import { RoleForm } from '../edit/RoleForm.tsx'
import { PolicyPage } from '../parts/PolicyPage.tsx'

/** One role: its rules, and who has it. What the config owns can be read here and is changed there. */
export default function RolePage() {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const name = typeof search.name === 'string' ? search.name : undefined
  const policy = usePolicy()
  const update = usePermission('permission.policy.update')
  return (
    <PolicyPage>
      <Loaded query={policy} failed="The policy could not be read" loading={<Skeleton width={420} />}>
        {(data) => {
          const role = data.roles.find((one) => one.name === name)
          if (name !== undefined && !role) return <NoSuchRole name={name} />
          return (
            <RoleForm
              key={`${name} ${data.version}`}
              role={role}
              policy={data}
              mayEdit={data.enabled && update.isAllowed}
            />
          )
        }}
      </Loaded>
    </PolicyPage>
  )
}

function NoSuchRole({ name }: { name: string }) {
  return (
    <Notice
      title={`There is no role ${name}`}
      actions={
        <Link to="/admin/permissions" className={buttonClass}>
          All roles
        </Link>
      }
    />
  )
}
