import {
  buttonClass,
  type Column,
  Loaded,
  Panel,
  PlusIcon,
  Skeleton,
  Table,
  usePermission,
} from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import type { PolicyAnswer, Role } from '../../api.ts'
import { usePolicy } from '../data/policy-data.ts'
import { hasOwnTitle, holders, originText } from '../data/policy-words.ts'
import { DefaultRoles } from '../edit/DefaultRoles.tsx'
import { Holders } from '../parts/Chips.tsx'
import form from '../parts/form.module.css'
import { PolicyPage } from '../parts/PolicyPage.tsx'
import { RoleLink } from '../parts/RoleLink.tsx'
import { Warnings } from '../parts/Warnings.tsx'

/** Every role, who has it, and where it was written. */
export default function RolesPage() {
  const policy = usePolicy()
  const update = usePermission('permission.policy.update')
  const canEdit = policy.data?.enabled === true && update.isAllowed
  return (
    <PolicyPage
      lead="A role is a list of rules; people, groups, claims of the sign-in and service tokens have roles. What no rule allows is refused, and a rule that denies goes before one that allows."
      actions={
        canEdit && (
          <Link to="/admin/permissions/role" className={buttonClass}>
            <PlusIcon size={14} />
            New role
          </Link>
        )
      }
    >
      <Loaded query={policy} failed="The policy could not be read" loading={<Skeleton width={420} />}>
        {(data) => (
          <div className={form.stack}>
            <Warnings of={data.warnings} />
            <Table
              caption="Roles"
              columns={columnsOf(data, canEdit)}
              rows={data.roles}
              keyOf={({ name }) => name}
            />
            <DefaultRoles policy={data} canEdit={canEdit} />
            {data.admins.length > 0 && <Admins refs={data.admins} />}
          </div>
        )}
      </Loaded>
    </PolicyPage>
  )
}

function columnsOf(policy: PolicyAnswer, canEdit: boolean): Column<Role>[] {
  return [
    { title: 'Role', as: 'title', cell: (role) => <RoleName role={role} /> },
    {
      title: 'Who has it',
      cell: ({ name }) => (
        <Holders
          of={holders(
            policy.assignments.filter(({ role }) => role === name),
            policy.default.roles.includes(name),
          )}
        />
      ),
    },
    { title: 'Rules', as: 'number', cell: ({ rules }) => rules.length },
    {
      title: 'Written',
      cell: ({ origin }) => <span className="cb-muted">{originText(origin)}</span>,
    },
    {
      title: 'Actions',
      as: 'actions',
      cell: ({ name, title }) => (
        <Link
          to="/admin/permissions/role"
          search={{ name } as never}
          className={buttonClass}
          aria-label={`${canEdit ? 'Edit' : 'Look at'} ${title ?? name}`}
        >
          {canEdit ? 'Edit' : 'Open'}
        </Link>
      ),
    },
  ]
}

/** What it is called, by its name too where that is another. */
function RoleName({ role }: { role: Role }) {
  const { name, title, description } = role
  return (
    <>
      <RoleLink name={name}>{title ?? name}</RoleLink>
      {hasOwnTitle(role) && <div className="cb-sub">{name}</div>}
      {description && (
        <div className="cb-sub" dir="auto">
          {description}
        </div>
      )}
    </>
  )
}

function Admins({ refs }: { refs: string[] }) {
  return (
    <Panel title="Admins by config">
      <div className={form.stack}>
        <Holders of={refs} />
        <p className="cb-sub">
          <code>permission.policy.admins</code> and <code>permission.rbac.admin.users</code> let them do
          everything, whatever the rules say.
        </p>
      </div>
    </Panel>
  )
}
