import { Panel, TextField } from '@callboard/ui'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Assignment, PolicyAnswer, Role } from '../../api.ts'
import { useMatrix } from '../data/policy-data.ts'
import { hasOwnTitle, holders, originText } from '../data/policy-words.ts'
import { Holders } from '../parts/Chips.tsx'
import form from '../parts/form.module.css'
import { AssignmentFields } from './AssignmentFields.tsx'
import { DeleteRole } from './DeleteRole.tsx'
import { EffectFoot } from './EffectFoot.tsx'
import classes from './RoleForm.module.css'
import { RuleList } from './RuleList.tsx'
import { changeOf, draftOf, problemOf, type RoleDraft } from './role-draft.ts'

/** A role to read or to change, or a new one. Its effect can be seen before it is saved. */
export function RoleForm({
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
  const before = draftOf(role, own)
  const [draft, setDraft] = useState(before)
  const canRules = mayEdit && (role?.editable ?? true)
  const change = changeOf(draft, before, canRules)
  const set = (part: Partial<RoleDraft>) => setDraft({ ...draft, ...part })
  const leave = () => void navigate({ to: '/admin/permissions' })
  return (
    <div className={form.form}>
      <RoleHead role={role} mayEdit={mayEdit} />
      {canRules && <Names draft={draft} isNew={role === undefined} set={set} />}
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
        <div className={form.stack}>
          <Fixed
            assignments={assignments.filter(({ editable }) => !editable)}
            byDefault={role !== undefined && policy.default.roles.includes(role.name)}
          />
          {mayEdit ? (
            <AssignmentFields value={draft.assignment} onChange={(assignment) => set({ assignment })} />
          ) : (
            own && <Holders of={holders([own], false)} />
          )}
        </div>
      </Panel>
      {mayEdit && (change || !role) && (
        <EffectFoot
          change={change ?? {}}
          basedOn={policy.version}
          summary={`Role '${draft.name}' ${role ? 'changed' : 'made'}`}
          problem={problemOf(draft, role, policy, change)}
          isSticky
          onSaved={leave}
          onCancel={leave}
        />
      )}
      {role?.editable && mayEdit && !change && <DeleteRole role={role.name} version={policy.version} />}
    </div>
  )
}

/** What it is, and where its rules are changed when that is not here. */
function RoleHead({ role, mayEdit }: { role: Role | undefined; mayEdit: boolean }) {
  if (!role) {
    return (
      <div className={classes.head}>
        <h2 className={classes.title}>New role</h2>
        <p className="cb-muted">A name, rules, and who has it.</p>
      </div>
    )
  }
  return (
    <div className={classes.head}>
      <h2 className={classes.title} dir="auto">
        {role.title ?? role.name} {hasOwnTitle(role) && <span className={classes.name}>{role.name}</span>}
      </h2>
      {role.description && !role.editable && <p dir="auto">{role.description}</p>}
      {!role.editable && (
        <p className="cb-muted" role="note">
          {role.origin.from === 'built-in'
            ? 'Its rules are built in and stay as they are; make a role of your own to say something else.'
            : `Its rules are written in ${originText(role.origin)} and are changed there.`}
          {mayEdit && ' Who has it can be said here too.'}
        </p>
      )}
    </div>
  )
}

function Names({
  draft,
  isNew,
  set,
}: {
  draft: RoleDraft
  isNew: boolean
  set(part: Partial<RoleDraft>): void
}) {
  const description = (
    <TextField
      label="What it is for"
      value={draft.description}
      onChange={(next) => set({ description: next })}
    />
  )
  return (
    <>
      <div className={form.columns}>
        {isNew && (
          <TextField
            label="Name"
            value={draft.name}
            onChange={(name) => set({ name })}
            placeholder="payments-team"
            hint="Letters, digits and -_.:/ It stays as it is."
            mono
          />
        )}
        <TextField
          label="Title"
          value={draft.title}
          onChange={(title) => set({ title })}
          placeholder="Payments team"
        />
        {!isNew && description}
      </div>
      {isNew && description}
    </>
  )
}

/** Those who have it by the config, or because everybody has. */
function Fixed({ assignments, byDefault }: { assignments: Assignment[]; byDefault: boolean }) {
  if (assignments.length === 0 && !byDefault) return null
  return (
    <ul className={form.stack}>
      {byDefault && <li>Everyone who signs in has this role.</li>}
      {assignments.map((one) => (
        <li key={`${originText(one.origin)} ${JSON.stringify(one)}`}>
          <Holders of={holders([one], false)} />
          <p className="cb-sub">given in {originText(one.origin)}</p>
        </li>
      ))}
    </ul>
  )
}
