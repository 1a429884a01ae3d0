import { Button, Loaded, Notice, RelativeTime, Skeleton, sentenceOf, usePermission } from '@callboard/ui'
import type { PolicyVersion } from '../../api.ts'
import { usePolicy, useRestore, useVersions } from '../data/policy-data.ts'
import { PolicyPage } from '../parts/PolicyPage.tsx'
import classes from '../parts/policy.module.css'

/** Every change of the policy made here, and the way back. */
export default function VersionsPage() {
  const versions = useVersions()
  const policy = usePolicy()
  const restore = useRestore()
  const update = usePermission('permission.policy.update')
  const canRestore = update.isAllowed && policy.data?.enabled === true
  return (
    <PolicyPage lead="Every change of the policy that was made here. What the config says is not among them: its history is that of the file.">
      {restore.error && (
        <p className={classes.bad} role="alert">
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
          <table className={classes.table}>
            <thead>
              <tr>
                {['Version', 'What', 'Who', 'When'].map((title) => (
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
              {items.map((one: PolicyVersion, index) => (
                <tr key={one.version}>
                  <td className={classes.number} data-label="Version">
                    {one.version}
                  </td>
                  <td data-label="What">{one.summary}</td>
                  <td data-label="Who" className={classes.mono}>
                    {one.actor}
                  </td>
                  <td data-label="When">
                    <RelativeTime at={one.at} />
                  </td>
                  <td className={classes.act}>
                    {index === 0 ? (
                      <span className={classes.sub}>in use</span>
                    ) : (
                      <Button
                        disabled={!canRestore || restore.isPending}
                        title={update.reason}
                        aria-label={`Restore version ${one.version}`}
                        onClick={() => restore.mutate(one.version)}
                      >
                        Restore
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </PolicyPage>
  )
}
