import { buttonClass, Loaded, Notice, Panel, Skeleton, TextField, usePermission } from '@callboard/ui'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Assignment, AssignmentInput, PolicyAnswer, PolicyChange, Role, Rule } from '../../api.ts'
import { useMatrix, usePolicy } from '../data/policy-data.ts'
import { holders, nobody, originText } from '../data/policy-words.ts'
import { AssignmentFields } from '../edit/AssignmentFields.tsx'
import { DeleteRole } from '../edit/DeleteRole.tsx'
import { EffectFoot } from '../edit/EffectFoot.tsx'
import { RuleList } from '../edit/RuleList.tsx'
import { PolicyPage } from '../parts/PolicyPage.tsx'
import classes from '../parts/policy.module.css'

/** One role: its rules, and who has it. What the config owns can be read here and is changed there. */
export default function RolePage() {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const name = typeof search.name === 'string' ? search.name : undefined
  const policy = usePolicy()
  const update = usePermission('permission.policy.update')
  return (
    <PolicyPage lead={name ? `The role ${name}.` : 'A role of your own: a name, rules, and who has it.'}>
      <Loaded query={policy} failed="The policy could not be read" loading={<Skeleton width={420} />}>
        {(data) => {
          const role = data.roles.find((one) => one.name === name)
          if (name !== undefined && !role) {
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

interface Draft {
  name: string
  title: string
  description: string
  rules: Rule[]
  assignment: AssignmentInput
}

function RoleForm({
  role,
  policy,
  mayEdit,
}: {
  role: Role | undefined
  policy: PolicyAnswer
  mayEdit: boolean
}) {
  const navigate = useNavigate()
  const matrix = useMatrix()
  const assignments = policy.assignments.filter((one) => one.role === role?.name)
  const own = assignments.find(({ editable }) => editable)
  const [draft, setDraft] = useState<Draft>(() => draftOf(role, own))
  const canRules = mayEdit && (role?.editable ?? true)
  const change = changeOf(draft, draftOf(role, own), canRules)
  const problem = problemOf(draft, role, policy, change)
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  return (
    <div className={classes.form}>
      {role && !role.editable && (
        <p className={classes.sub} role="note">
          The rules of this role are {originText(role.origin)}
          {role.origin.from === 'built-in'
            ? ' and stay as they are; make a role of your own to say something else.'
            : ', so they are changed there.'}{' '}
          {mayEdit && 'Who has it can be said here too.'}
        </p>
      )}
      {canRules && (
        <div className={classes.two}>
          <TextField
            label="Name"
            value={draft.name}
            disabled={role !== undefined}
            onChange={(name) => set({ name })}
            placeholder="payments-team"
            hint="Letters, digits and -_.:/"
            mono
          />
          <TextField
            label="Title"
            value={draft.title}
            onChange={(title) => set({ title })}
            placeholder="Payments team"
          />
        </div>
      )}
      {canRules ? (
        <TextField
          label="What it is for"
          value={draft.description}
          onChange={(description) => set({ description })}
        />
      ) : (
        role?.description && <p dir="auto">{role.description}</p>
      )}
      <Panel title="Rules" count={draft.rules.length}>
        <RuleList
          rules={draft.rules}
          canEdit={canRules}
          permissions={matrix.data?.permissions ?? []}
          kinds={matrix.data?.rules ?? []}
          onChange={(rules) => set({ rules })}
        />
      </Panel>
      <Panel title="Who has it">
        <Fixed
          assignments={assignments.filter(({ editable }) => !editable)}
          byDefault={role !== undefined && policy.default.roles.includes(role.name)}
        />
        {mayEdit ? (
          <AssignmentFields value={draft.assignment} onChange={(assignment) => set({ assignment })} />
        ) : (
          own && <p>{holders([own], false).join(', ') || 'nobody'}</p>
        )}
      </Panel>
      {mayEdit && (
        <EffectFoot
          change={change ?? {}}
          basedOn={policy.version}
          summary={`Role '${draft.name}' ${role ? 'changed' : 'made'}`}
          problem={problem}
          onSaved={() => void navigate({ to: '/admin/permissions' })}
          onCancel={() => void navigate({ to: '/admin/permissions' })}
        />
      )}
      {role?.editable && mayEdit && <DeleteRole role={role.name} version={policy.version} />}
    </div>
  )
}

/** Those who have it by the config, or because everybody has. */
function Fixed({ assignments, byDefault }: { assignments: Assignment[]; byDefault: boolean }) {
  if (assignments.length === 0 && !byDefault) return null
  return (
    <ul className={classes.sub} style={{ marginBottom: 12 }}>
      {byDefault && <li>Everyone who signs in has this role.</li>}
      {assignments.map((one) => (
        <li key={`${originText(one.origin)} ${JSON.stringify(one)}`}>
          {holders([one], false).join(', ') || 'nobody'}: {originText(one.origin)}
        </li>
      ))}
    </ul>
  )
}

function draftOf(role: Role | undefined, own: Assignment | undefined): Draft {
  return {
    name: role?.name ?? '',
    title: role?.title ?? '',
    description: role?.description ?? '',
    // Where a rule was written is the server's to know.
    rules: role?.rules.map(({ at: _at, ...rule }) => rule) ?? [],
    assignment: own
      ? {
          users: own.users,
          groups: own.groups,
          claims: own.claims,
          everyone: own.everyone,
          guests: own.guests,
          services: own.services,
        }
      : nobody,
  }
}

function changeOf(draft: Draft, before: Draft, withRules: boolean): PolicyChange | undefined {
  const { name, title, description, rules, assignment } = draft
  const { assignment: assignmentBefore, ...roleBefore } = before
  const isNew = { ...draft, assignment: undefined }
  const changesRole =
    withRules && JSON.stringify(isNew) !== JSON.stringify({ ...roleBefore, assignment: undefined })
  const changesHolders = JSON.stringify(assignment) !== JSON.stringify(assignmentBefore)
  if (!changesRole && !changesHolders) return undefined
  return {
    ...(changesRole && {
      roles: { [name]: { ...(title && { title }), ...(description && { description }), rules } },
    }),
    ...(changesHolders && {
      assignments: {
        [name]: JSON.stringify(assignment) === JSON.stringify(nobody) ? null : assignment,
      },
    }),
  }
}

function problemOf(
  { name, rules }: Draft,
  role: Role | undefined,
  { roles }: PolicyAnswer,
  change: PolicyChange | undefined,
): string | undefined {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.:/-]{0,127}$/.test(name)) return 'Give the role a name.'
  if (!role && roles.some((one) => one.name === name)) return 'There is a role of this name already.'
  const empty = rules.findIndex(
    (rule) => !rule.permissions?.length && !rule.actions?.length && !rule.resourceTypes?.length,
  )
  if (empty >= 0) return `Rule ${empty + 1} names no permissions, actions or kinds of things.`
  return change === undefined ? 'Nothing is changed yet.' : undefined
}
