import { Button, CheckField, Dialog, SelectField, sentenceOf, TextField } from '@callboard/ui'
import { type FormEvent, useState } from 'react'
import type { NewTokenAnswer } from '../../api.ts'
import classes from './NewTokenDialog.module.css'
import { PermissionChoice } from './PermissionChoice.tsx'
import { TokenSecret } from './TokenSecret.tsx'
import { type NewToken, type TokenList, useMakeToken, useRoleNames } from './token-data.ts'

type Limit = 'all' | 'read' | 'chosen'
const periods = ['7', '30', '90', '365', 'never'] as const
type Period = (typeof periods)[number]

/** Asks for a name, what the token may do and how long, and then shows the token, once. */
export function NewTokenDialog({ list, onClose }: { list: TokenList; onClose(): void }) {
  const make = useMakeToken(list)
  const [made, setMade] = useState<NewTokenAnswer>()
  if (made) return <TokenSecret token={made} onClose={onClose} />
  return (
    <NewTokenForm
      isService={list === 'service-tokens'}
      isBusy={make.isPending}
      error={make.error}
      onClose={onClose}
      make={(wanted) => make.mutate(wanted, { onSuccess: setMade })}
    />
  )
}

function NewTokenForm({
  isService,
  isBusy,
  error,
  make,
  onClose,
}: {
  isService: boolean
  isBusy: boolean
  error: unknown
  make(wanted: NewToken): void
  onClose(): void
}) {
  const [name, setName] = useState('')
  const [limit, setLimit] = useState<Limit>('read')
  const [permissions, setPermissions] = useState<string[]>([])
  const [roles, setRoles] = useState<string[]>([])
  const [days, setDays] = useState<Period>('90')
  const isReady = name.trim() !== '' && (limit !== 'chosen' || permissions.length > 0)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isReady || isBusy) return
    make({
      name: name.trim(),
      ...(isService && { roles }),
      ...(limit === 'read' && { actions: ['read'] }),
      ...(limit === 'chosen' && { permissions }),
      expiresInDays: days === 'never' ? null : Number(days),
    })
  }
  const limits: [Limit, string][] = [
    ['read', 'Read only'],
    ['all', isService ? 'Everything its roles allow' : 'Everything I may do'],
    ['chosen', 'Chosen permissions'],
  ]
  return (
    <Dialog
      title={isService ? 'New service token' : 'New token'}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="new-token" disabled={!isReady || isBusy}>
            Make it
          </Button>
        </>
      }
    >
      <form id="new-token" onSubmit={submit} style={{ display: 'contents' }}>
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          autoFocus
          placeholder={isService ? 'ci-deploy' : 'laptop scripts'}
          hint={
            isService
              ? 'One word. In the audit log it acts as service:<name>.'
              : 'What or where it is for, so that you know it again.'
          }
        />
        {isService && <RoleChoice chosen={roles} onChange={setRoles} />}
        <fieldset className={classes.choices}>
          <legend>What it may do at most</legend>
          {limits.map(([value, label]) => (
            <label key={value} className={classes.choice}>
              <input type="radio" name="limit" checked={limit === value} onChange={() => setLimit(value)} />
              {label}
            </label>
          ))}
        </fieldset>
        {limit === 'chosen' && <PermissionChoice chosen={permissions} onChange={setPermissions} />}
        <SelectField<Period>
          label="Ends after"
          value={days}
          onChange={setDays}
          options={periods.map((value) => ({
            value,
            label: value === 'never' ? 'Never' : value === '365' ? 'A year' : `${value} days`,
          }))}
          hint={
            days === 'never' ? 'A token that never ends is one more thing to remember to revoke.' : undefined
          }
        />
        {error !== null && error !== undefined && (
          <p className="cb-bad" role="alert">
            {sentenceOf(error)}
          </p>
        )}
      </form>
    </Dialog>
  )
}

function RoleChoice({ chosen, onChange }: { chosen: string[]; onChange(roles: string[]): void }) {
  const policy = useRoleNames(true)
  if (policy.data === undefined) {
    return (
      <p className="cb-muted">
        {policy.error ? `Roles could not be read: ${sentenceOf(policy.error)}` : 'Reading roles…'}
      </p>
    )
  }
  return (
    <fieldset className={classes.choices}>
      <legend>Roles</legend>
      {!policy.data.enabled && (
        <p className="cb-sub">Permissions are switched off in this portal: roles say nothing for now.</p>
      )}
      {policy.data.roles.map((role) => (
        <CheckField
          key={role.name}
          label={role.title ?? role.name}
          hint={role.description}
          checked={chosen.includes(role.name)}
          onChange={(isChosen) =>
            onChange(isChosen ? [...chosen, role.name] : chosen.filter((name) => name !== role.name))
          }
        />
      ))}
    </fieldset>
  )
}
