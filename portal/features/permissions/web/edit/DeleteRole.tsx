import { Button, Panel } from '@callboard/ui'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import form from '../parts/form.module.css'
import { EffectFoot } from './EffectFoot.tsx'

/** Takes a role away, and shows first what that does. */
export function DeleteRole({ role, version }: { role: string; version: number }) {
  const navigate = useNavigate()
  const [isAsked, setAsked] = useState(false)
  if (!isAsked) {
    return (
      <div>
        <Button onClick={() => setAsked(true)}>Remove this role…</Button>
      </div>
    )
  }
  return (
    <Panel title="Remove this role">
      <div className={form.stack}>
        <p>
          The role {role} goes, and nobody has it any more. An older version of the policy brings it back.
        </p>
        <EffectFoot
          change={{ roles: { [role]: null }, assignments: { [role]: null } }}
          basedOn={version}
          summary={`Role '${role}' removed`}
          onSaved={() => void navigate({ to: '/admin/permissions' })}
          onCancel={() => setAsked(false)}
          saves="Remove it"
        />
      </div>
    </Panel>
  )
}
