import { Button, Dialog, RelativeTime, sentenceOf } from '@callboard/ui'
import { useState } from 'react'
import type { MadeTokenAnswer } from '../../api.ts'
import { type TokenList, useRevokeToken } from './token-data.ts'
import classes from './tokens.module.css'

/** Tokens with what they are good for, when they were last used, and the button that ends them. */
export function TokenTable({ items, list }: { items: MadeTokenAnswer[]; list: TokenList }) {
  const [asked, setAsked] = useState<MadeTokenAnswer>()
  const order = { active: 0, expired: 1, revoked: 2 }
  const sorted = items.toSorted(
    (a, b) => order[a.state] - order[b.state] || b.createdAt.localeCompare(a.createdAt),
  )
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            {['Name', 'May do', 'Last used', 'Ends', 'Made'].map((title) => (
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
          {sorted.map((token) => (
            <tr key={token.id} data-over={token.state !== 'active' || undefined}>
              <td>
                <div className={classes.strong} dir="auto">
                  {token.name}
                </div>
                {list !== 'tokens' && <div className={classes.sub}>{token.subject}</div>}
              </td>
              <td data-label="May do">
                <Scope token={token} />
              </td>
              <td data-label="Last used">
                {token.lastUsedAt ? <RelativeTime at={token.lastUsedAt} /> : 'never'}
                {token.lastUsedIp && <div className={classes.sub}>from {token.lastUsedIp}</div>}
              </td>
              <td data-label="Ends">
                <Ends token={token} />
              </td>
              <td data-label="Made">
                <RelativeTime at={token.createdAt} />
                {list !== 'tokens' && <div className={classes.sub}>by {token.createdBy}</div>}
              </td>
              <td className={classes.act}>
                {token.state === 'active' && (
                  <Button aria-label={`Revoke ${token.name}`} onClick={() => setAsked(token)}>
                    Revoke
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked && <RevokeDialog token={asked} list={list} onClose={() => setAsked(undefined)} />}
    </>
  )
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
        <div className={classes.sub}>{roles.length > 0 ? `roles: ${roles.join(', ')}` : 'no roles'}</div>
      )}
    </>
  )
}

function Ends({ token }: { token: MadeTokenAnswer }) {
  if (token.state === 'revoked') {
    return (
      <>
        revoked {token.revokedAt && <RelativeTime at={token.revokedAt} />}
        {token.revokedBy && <div className={classes.sub}>by {token.revokedBy}</div>}
      </>
    )
  }
  if (!token.expiresAt) return 'never'
  const day = new Date(token.expiresAt).toLocaleDateString(undefined, { dateStyle: 'medium' })
  if (token.state === 'expired') return `ended ${day}`
  return (
    <>
      {day}
      <div className={classes.sub}>{daysLeft(token.expiresAt)}</div>
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
        <p className={classes.fault} role="alert">
          {sentenceOf(revoke.error)}
        </p>
      )}
    </Dialog>
  )
}
