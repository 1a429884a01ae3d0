import { Button, CheckField, CloseIcon, IconButton, ListField, TextField } from '@callboard/ui'
import { useState } from 'react'
import type { AssignmentInput } from '../../api.ts'
import { useRefs } from '../data/policy-data.ts'
import chips from '../parts/Chips.module.css'
import form from '../parts/form.module.css'

/** Who has a role: people, groups, what the sign-in says of somebody, services, or everybody. */
export function AssignmentFields({
  value,
  onChange,
}: {
  value: AssignmentInput
  onChange(value: AssignmentInput): void
}) {
  const [typed, setTyped] = useState({ users: '', groups: '' })
  const users = useRefs(typed.users, 'user')
  const groups = useRefs(typed.groups, 'group')
  const set = (part: Partial<AssignmentInput>) => onChange({ ...value, ...part })
  return (
    <div className={form.stack}>
      <div className={form.columns}>
        <ListField
          label="Groups"
          values={value.groups}
          suggestions={groups}
          onType={(words) => setTyped({ ...typed, groups: words })}
          onChange={(next) => set({ groups: next })}
          placeholder="group:default/platform"
          hint="With the groups below them."
        />
        <ListField
          label="People"
          values={value.users}
          suggestions={users}
          onType={(words) => setTyped({ ...typed, users: words })}
          onChange={(next) => set({ users: next })}
          placeholder="user:default/ada"
        />
        <ListField
          label="Service tokens"
          values={value.services}
          onChange={(services) => set({ services })}
          placeholder="ci-deploy"
          hint="By the name of the token."
        />
      </div>
      <Claims claims={value.claims} onChange={(claims) => set({ claims })} />
      <div className={form.checks}>
        <CheckField
          label="Everyone who signs in"
          checked={value.everyone}
          onChange={(everyone) => set({ everyone })}
        />
        <CheckField label="Guests" checked={value.guests} onChange={(guests) => set({ guests })} />
      </div>
    </div>
  )
}

function Claims({
  claims,
  onChange,
}: {
  claims: AssignmentInput['claims']
  onChange(claims: AssignmentInput['claims']): void
}) {
  const [fresh, setFresh] = useState({ claim: '', value: '' })
  const isReady = fresh.claim.trim() !== '' && fresh.value.trim() !== ''
  return (
    <div className={form.stack}>
      {claims.length > 0 && (
        <ul className={chips.chips} aria-label="Claims">
          {claims.map((one) => (
            <li key={`${one.claim}=${one.value}`} className={chips.chip}>
              {one.claim} = {one.value}
              <IconButton
                label={`Remove ${one.claim} = ${one.value}`}
                onClick={() => onChange(claims.filter((other) => other !== one))}
              >
                <CloseIcon size={12} />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <div className={form.columns} style={{ alignItems: 'end' }}>
        <TextField
          label="Claim of the sign-in"
          value={fresh.claim}
          placeholder="groups"
          onChange={(claim) => setFresh({ ...fresh, claim })}
        />
        <TextField
          label="Its value"
          value={fresh.value}
          placeholder="platform-admins"
          onChange={(value) => setFresh({ ...fresh, value })}
        />
        <div>
          <Button
            disabled={!isReady}
            onClick={() => {
              onChange([...claims, { claim: fresh.claim.trim(), value: fresh.value.trim() }])
              setFresh({ claim: '', value: '' })
            }}
          >
            Add the claim
          </Button>
        </div>
      </div>
    </div>
  )
}
