import { Button, type Column, Dialog, RelativeTime, sentenceOf, Table } from '@callboard/ui'
import { useState } from 'react'
import type { MadeTokenAnswer } from '../../api.ts'
import { type TokenList, useRevokeToken } from './token-data.ts'

/** Tokens with what they are good for, when they were last used, and the button that ends them. */
export function TokenTable({ items, list }: { items: MadeTokenAnswer[]; list: TokenList }) {
  const [asked, setAsked] = useState<MadeTokenAnswer>()
  const order = { active: 0, expired: 1, revoked: 2 }
  const sorted = items.toSorted(
    (a, b) => order[a.state] - order[b.state] || b.createdAt.localeCompare(a.createdAt),
  )
  return (
    <>
      <Table
        caption="Tokens"
        columns={[...columnsOf(list), actions(setAsked)]}
        rows={sorted}
        keyOf={({ id }) => id}
        isMuted={({ state }) => state !== 'active'}
      />
      {asked && <RevokeDialog token={asked} list={list} onClose={() => setAsked(undefined)} />}
    </>
  )
}

/** My own tokens need not say whose they are. */
function columnsOf(list: TokenList): Column<MadeTokenAnswer>[] {
  const isOthers = list !== 'tokens'
  return [
    {
      title: 'Name',
      as: 'title',
      cell: ({ name, subject }) => (
        <>
          <span dir="auto">{name}</span>
          {isOthers && <div className="cb-sub">{subject}</div>}
        </>
      ),
    },
    { title: 'May do', cell: (token) => <Scope token={token} /> },
    {
      title: 'Last used',
      as: 'short',
      cell: ({ lastUsedAt, lastUsedIp }) => (
        <>
          {lastUsedAt ? <RelativeTime at={lastUsedAt} /> : 'never'}
          {lastUsedIp && <div className="cb-sub">from {lastUsedIp}</div>}
        </>
      ),
    },
    { title: 'Ends', as: 'short', cell: (token) => <Ends token={token} /> },
    {
      title: 'Made',
      as: 'short',
      cell: ({ createdAt, createdBy }) => (
        <>
          <RelativeTime at={createdAt} />
          {isOthers && <div className="cb-sub">by {createdBy}</div>}
        </>
      ),
    },
  ]
}

function actions(revoke: (token: MadeTokenAnswer) => void): Column<MadeTokenAnswer> {
  return {
    title: 'Actions',
    as: 'actions',
    cell: (token) =>
      token.state === 'active' && (
        <Button aria-label={`Revoke ${token.name}`} onClick={() => revoke(token)}>
          Revoke
        </Button>
      ),
  }
}

function Scope({ token }: { token: MadeTokenAnswer }) {
  const { actions, permissions, roles, kind } = token
  const limits = [
    actions && (actions.join() === 'read' ? 'read only' : actions.join(', ')),
    permissions && (permissions.length === 1 ? permissions[0] : `${permissions.length} permissions`),
  ].filter(Boolean)
  const all = kind === 'personal' ? 'everything its owner may' : 'everything its roles allow'
  return (
    <>
      <span title={permissions?.join('\n')}>{limits.length > 0 ? limits.join('; ') : all}</span>
      {kind === 'service' && (
        <div className="cb-sub">{roles.length > 0 ? `roles: ${roles.join(', ')}` : 'no roles'}</div>
      )}
    </>
  )
}

function Ends({ token }: { token: MadeTokenAnswer }) {
  if (token.state === 'revoked') {
    return (
      <>
        revoked {token.revokedAt && <RelativeTime at={token.revokedAt} />}
        {token.revokedBy && <div className="cb-sub">by {token.revokedBy}</div>}
      </>
    )
  }
  if (!token.expiresAt) return 'never'
  const day = new Date(token.expiresAt).toLocaleDateString(undefined, { dateStyle: 'medium' })
  if (token.state === 'expired') return `ended ${day}`
  return (
    <>
      {day}
      <div className="cb-sub">{daysLeft(token.expiresAt)}</div>
    </>
  )
}

function daysLeft(expiresAt: string): string {
  const days = Math.floor((Date.parse(expiresAt) - Date.now()) / 86_400_000)
  if (days < 1) return 'today'
  return days === 1 ? 'in a day' : `in ${days} days`
}

function RevokeDialog({
  token,
  list,
  onClose,
}: {
  token: MadeTokenAnswer
  list: TokenList
  onClose(): void
}) {
  const revoke = useRevokeToken(list)
  return (
    <Dialog
      title={`Revoke ${token.name}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant="primary"
            disabled={revoke.isPending}
            onClick={() => revoke.mutate(token.id, { onSuccess: onClose })}
          >
            Revoke
          </Button>
        </>
      }
    >
      <p>
        Whatever uses it is refused from now on{token.lastUsedAt ? '' : '; it has never been used'}. This
        cannot be undone, only replaced by a new token.
      </p>
      {revoke.error && (
        <p className="cb-bad" role="alert">
          {sentenceOf(revoke.error)}
        </p>
      )}
    </Dialog>
  )
}
