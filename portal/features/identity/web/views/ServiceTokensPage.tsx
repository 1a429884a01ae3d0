import {
  AdminPage,
  Button,
  Loaded,
  Notice,
  PlusIcon,
  Segmented,
  Skeleton,
  usePermission,
} from '@callboard/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { NewTokenDialog } from './NewTokenDialog.tsx'
import { TokenTable } from './TokenTable.tsx'
import { useTokens } from './token-data.ts'

type Whose = 'services' | 'people'

/** Tokens of services, made here, and those that people made for themselves. */
export default function ServiceTokensPage() {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const whose: Whose = search.of === 'people' ? 'people' : 'services'
  const list = whose === 'people' ? 'user-tokens' : 'service-tokens'
  const tokens = useTokens(list)
  const [isMaking, setMaking] = useState(false)
  const create = usePermission('auth.service-token.create')
  return (
    <AdminPage
      title="Tokens"
      count={tokens.data?.items.filter(({ state }) => state === 'active').length}
      lead={
        whose === 'services'
          ? 'For pipelines and programs that are nobody in particular: each has a name and roles of its own.'
          : 'What people made under Settings, to see what is in use and to end what should not be.'
      }
      actions={
        <Button
          variant="primary"
          icon={<PlusIcon size={14} />}
          disabled={!create.isAllowed}
          title={create.reason}
          onClick={() => setMaking(true)}
        >
          New service token
        </Button>
      }
    >
      <div style={{ marginBottom: 16 }}>
        <Segmented<Whose>
          label="Whose"
          value={whose}
          options={[
            { value: 'services', label: 'Services' },
            { value: 'people', label: 'People' },
          ]}
          onChange={(next) => void navigate({ to: '.', search: next === 'services' ? {} : { of: next } })}
        />
      </div>
      <Loaded
        query={tokens}
        failed="The tokens could not be read"
        loading={<Skeleton width={420} />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Notice title={whose === 'services' ? 'No service tokens yet' : 'Nobody has made a token'}>
            <p>
              {whose === 'services'
                ? 'A pipeline that registers components or reads the catalog gets one, instead of the token of a person who may leave.'
                : 'People make tokens for their scripts under Settings.'}
            </p>
          </Notice>
        }
      >
        {({ items }) => <TokenTable items={items} list={list} />}
      </Loaded>
      {isMaking && <NewTokenDialog list="service-tokens" onClose={() => setMaking(false)} />}
    </AdminPage>
  )
}
