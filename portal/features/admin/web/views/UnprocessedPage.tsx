import {
  AdminPage,
  Button,
  EntityLink,
  Loaded,
  Notice,
  RelativeTime,
  Segmented,
  Skeleton,
  withCode,
} from '@callboard/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type Unprocessed, useDo, useUnprocessed } from './admin-data.ts'
import classes from './table.module.css'

type State = 'failed' | 'pending'

/** Entities that somebody wrote and the catalog does not have. */
export default function UnprocessedPage() {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const state: State = search.state === 'pending' ? 'pending' : 'failed'
  const found = useUnprocessed(state)
  return (
    <AdminPage
      title="Unprocessed"
      count={found.data?.entities.length}
      lead="Entities that are written down somewhere and are not in the catalog: refused for a mistake, or not read yet."
      actions={
        <Segmented<State>
          label="State"
          value={state}
          options={[
            { value: 'failed', label: 'Failed' },
            { value: 'pending', label: 'Pending' },
          ]}
          onChange={(next) => void navigate({ to: '.', search: next === 'failed' ? {} : { state: next } })}
        />
      }
    >
      <Loaded
        query={found}
        failed="The unprocessed entities could not be read"
        loading={<Skeleton width={420} />}
        isEmpty={({ entities }) => entities.length === 0}
        empty={
          <Notice title={state === 'failed' ? 'Nothing was refused' : 'Nothing waits to be read'}>
            <p>
              {state === 'failed'
                ? 'Every entity that was found is in the catalog.'
                : 'Every source has been read at least once.'}
            </p>
          </Notice>
        }
      >
        {({ entities }) => (
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Entity</th>
                <th scope="col">{state === 'failed' ? 'Reason' : 'Source'}</th>
                <th scope="col">Since</th>
                <th scope="col">
                  <span className="cb-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {entities.map((entity) => (
                <EntityRow key={entity.entity_id} entity={entity} state={state} />
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </AdminPage>
  )
}

function EntityRow({ entity, state }: { entity: Unprocessed; state: State }) {
  const { act, isPending, said } = useDo('Forgotten')
  return (
    <tr>
      <td>
        <EntityLink
          entityRef={entity.entity_ref}
          label={{ title: entity.entity_ref }}
          missing={state === 'failed'}
        />
      </td>
      <td>
        {entity.errors.map((error) => (
          <div key={`${error.message} ${error.line}`} className={classes.gap}>
            <p className={classes.bad} dir="auto">
              {withCode(error.message)}
            </p>
            {error.hint && <p dir="auto">{withCode(error.hint)}</p>}
            {error.file && (
              <p className={classes.sub}>
                {error.file}
                {error.line ? `:${error.line}` : ''}
              </p>
            )}
          </div>
        ))}
        {entity.errors.length === 0 && <span className={classes.sub}>{entity.location_key}</span>}
      </td>
      <td className={classes.number} data-label="Since">
        <RelativeTime at={entity.last_discovery_at} />
      </td>
      <td className={classes.act}>
        {state === 'failed' && (
          <Button
            disabled={isPending}
            title="Takes the problem off this list. It comes back when the file is read and the mistake is still there."
            onClick={() =>
              act({ path: `/api/catalog/entities/unprocessed/delete/${entity.entity_id}`, method: 'DELETE' })
            }
          >
            <span aria-live="polite">{said ?? 'Forget'}</span>
          </Button>
        )}
      </td>
    </tr>
  )
}
