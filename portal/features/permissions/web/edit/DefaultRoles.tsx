import { Button, CheckField, Panel } from '@callboard/ui'
import { useState } from 'react'
import type { PolicyAnswer, PolicyChange } from '../../api.ts'
import { originText } from '../data/policy-words.ts'
import { Chip } from '../parts/Chips.tsx'
import form from '../parts/form.module.css'
import { EffectFoot } from './EffectFoot.tsx'

/** The roles of everybody who signs in. */
export function DefaultRoles({ policy, canEdit }: { policy: PolicyAnswer; canEdit: boolean }) {
  const { roles, origin, editable } = policy.default
  const [draft, setDraft] = useState<string[]>()
  const shown = draft ?? roles
  const change: PolicyChange | undefined = draft && { default: draft }
  return (
    <Panel
      title="Everyone who signs in"
      actions={
        canEdit &&
        editable &&
        !draft && (
          <Button onClick={() => setDraft(roles)} aria-label="Change the roles of everyone">
            Change
          </Button>
        )
      }
    >
      <div className={form.stack}>
        {draft ? (
          <div className={form.checks}>
            {policy.roles.map((role) => (
              <CheckField
                key={role.name}
                label={role.title ?? role.name}
                checked={shown.includes(role.name)}
                onChange={(isChosen) =>
                  setDraft(isChosen ? [...shown, role.name] : shown.filter((name) => name !== role.name))
                }
              />
            ))}
          </div>
        ) : (
          <p>
            {roles.length > 0 ? `has the ${roles.length === 1 ? 'role' : 'roles'} ` : 'has no role.'}
            {roles.map((role) => (
              <Chip key={role}>{role}</Chip>
            ))}{' '}
            <span className="cb-muted">
              {originText(origin)}
              {!editable && ', so it is changed there'}
            </span>
          </p>
        )}
        {change && (
          <EffectFoot
            change={change}
            basedOn={policy.version}
            summary="Said which roles everybody has"
            onSaved={() => setDraft(undefined)}
            onCancel={() => setDraft(undefined)}
          />
        )}
      </div>
    </Panel>
  )
}
