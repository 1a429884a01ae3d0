import {
  Button,
  type Column,
  Loaded,
  Notice,
  RelativeTime,
  Skeleton,
  sentenceOf,
  Table,
  usePermission,
} from '@callboard/ui'
import type { PolicyVersion } from '../../api.ts'
import { usePolicy, useRestore, useVersions } from '../data/policy-data.ts'
import { Holder } from '../parts/Holder.tsx'
import { PolicyPage } from '../parts/PolicyPage.tsx'

/** Every change of the policy made here, and the way back. */
export default function VersionsPage() {
  const versions = useVersions()
  const policy = usePolicy()
  const restore = useRestore()
  const update = usePermission('permission.policy.update')
  const canRestore = update.isAllowed && policy.data?.enabled === true && !restore.isPending
  const newest = versions.data?.items[0]?.version
  const columns: Column<PolicyVersion>[] = [
    { title: 'Version', as: 'number', cell: ({ version }) => version },
    { title: 'What', as: 'title', cell: ({ summary }) => summary },
    { title: 'Who', cell: ({ actor }) => <Holder of={actor} /> },
    { title: 'When', as: 'short', cell: ({ at }) => <RelativeTime at={at} /> },
    {
      title: 'Actions',
      as: 'actions',
      cell: ({ version }) =>
        version === newest ? (
          <span className="cb-muted">in use</span>
        ) : (
          <Button
            disabled={!canRestore}
            title={update.reason}
            aria-label={`Restore version ${version}`}
            onClick={() => restore.mutate(version)}
          >
            Restore
          </Button>
        ),
    },
  ]
  return (
    <PolicyPage lead="Every change of the policy that was made here. What the config says is not among them: its history is that of the file.">
      {restore.error && (
        <p className="cb-bad" role="alert">
          {sentenceOf(restore.error)}
        </p>
      )}
      <Loaded
        query={versions}
        failed="The versions could not be read"
        loading={<Skeleton width={420} />}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Notice title="Nothing was changed here yet">
            <p>The policy is what is built in and what the config says.</p>
          </Notice>
        }
      >
        {({ items }) => (
          <Table
            caption="Versions of the policy, newest first"
            columns={columns}
            rows={items}
            keyOf={({ version }) => version}
          />
        )}
      </Loaded>
    </PolicyPage>
  )
}
