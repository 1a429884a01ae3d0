import { Button, Loaded, Notice, PlusIcon, SettingsPage, Skeleton, usePermission } from '@callboard/ui'
import { useState } from 'react'
import { NewTokenDialog } from './NewTokenDialog.tsx'
import { TokenTable } from './TokenTable.tsx'
import { useTokens } from './token-data.ts'

/** My personal tokens: for scripts that act as me. */
export default function MyTokensPage() {
  const tokens = useTokens('tokens')
  const [isMaking, setMaking] = useState(false)
  const create = usePermission('auth.token.create')
  const button = (
    <Button
      variant="primary"
      icon={<PlusIcon size={14} />}
      disabled={!create.isAllowed}
      title={create.reason}
      onClick={() => setMaking(true)}
    >
      New token
    </Button>
  )
  return (
    <SettingsPage
      title="Tokens"
      lead="For scripts and tools that call the portal as you. A token can never do more than you can, and loses what you lose."
      actions={button}
    >
      <Loaded
        query={tokens}
        failed="Your tokens could not be read"
        loading={<Skeleton width={420} />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Notice title="No tokens yet">
            <p>
              Make one to read the catalog with <code>curl</code>, or to register components from a script. It
              is shown once, when it is made.
            </p>
          </Notice>
        }
      >
        {({ items }) => <TokenTable items={items} list="tokens" />}
      </Loaded>
      {isMaking && <NewTokenDialog list="tokens" onClose={() => setMaking(false)} />}
    </SettingsPage>
  )
}
