import { buttonClass, Loaded, Panel, PlusIcon, Skeleton, usePermission } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import type { PolicyAnswer } from '../../api.ts'
import { usePolicy } from '../data/policy-data.ts'
import { holders, originText } from '../data/policy-words.ts'
import { DefaultRoles } from '../edit/DefaultRoles.tsx'
import { PolicyPage } from '../parts/PolicyPage.tsx'
import classes from '../parts/policy.module.css'

/** Every role, who has it, and where it was written. */
export default function RolesPage() {
  const policy = usePolicy()
  const update = usePermission('permission.policy.update')
  return (
    <PolicyPage
      lead="A role is a list of rules; people, groups, claims of the sign-in and service tokens have roles. What no rule allows is refused, and a rule that denies goes before one that allows."
      actions={
        policy.data?.enabled &&
        update.isAllowed && (
          <Link to="/admin/permissions/role" className={buttonClass}>
            <PlusIcon size={14} />
            New role
          </Link>
        )
      }
    >
      <Loaded query={policy} failed="The policy could not be read" loading={<Skeleton width={420} />}>
        {(data) => (
          <div className={classes.panels}>
            {data.warnings.length > 0 && (
              <ul className={classes.warnings} aria-label="Warnings">
                {data.warnings.map((warning) => (
                  <li key={warning}>{warning}</li>
                ))}
              </ul>
            )}
            <Roles policy={data} canEdit={data.enabled && update.isAllowed} />
            <div>
              <DefaultRoles policy={data} canEdit={data.enabled && update.isAllowed} />
            </div>
            {data.admins.length > 0 && (
              <Panel title="Admins by config">
                <p className={classes.sub}>
                  <code>permission.policy.admins</code> and <code>permission.rbac.admin.users</code> let them
                  do everything, whatever the rules say.
                </p>
                <Chips values={data.admins} />
              </Panel>
            )}
          </div>
        )}
      </Loaded>
    </PolicyPage>
  )
}

function Roles({ policy, canEdit }: { policy: PolicyAnswer; canEdit: boolean }) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {['Role', 'Who has it', 'Rules', 'Written'].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
          <th scope="col">
            <span className="cb-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {policy.roles.map((role) => (
          <tr key={role.name}>
            <td>
              <Link
                to="/admin/permissions/role"
                search={{ name: role.name } as never}
                className={`cb-link ${classes.name}`}
                dir="auto"
              >
                {role.title ?? role.name}
              </Link>
              {role.title && role.title.toLowerCase() !== role.name.toLowerCase() && (
                <div className={classes.sub}>{role.name}</div>
              )}
              {role.description && (
                <div className={classes.sub} dir="auto">
                  {role.description}
                </div>
              )}
            </td>
            <td>
              <Chips
                values={holders(
                  policy.assignments.filter((one) => one.role === role.name),
                  policy.default.roles.includes(role.name),
                )}
              />
            </td>
            <td className={classes.number} data-label="Rules">
              {role.rules.length}
            </td>
            <td data-label="Written" className={classes.sub}>
              {originText(role.origin)}
            </td>
            <td className={classes.act}>
              <Link
                to="/admin/permissions/role"
                search={{ name: role.name } as never}
                className={buttonClass}
                aria-label={`${canEdit ? 'Edit' : 'Look at'} ${role.title ?? role.name}`}
              >
                {canEdit ? 'Edit' : 'Open'}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Chips({ values }: { values: string[] }) {
  if (values.length === 0) return <span className="cb-muted">nobody</span>
  return (
    <ul className={classes.chips}>
      {values.map((value) => (
        <li key={value} className={classes.chip} dir="auto">
          {value}
        </li>
      ))}
    </ul>
  )
}
