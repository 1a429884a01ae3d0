import {
  AdminPage,
  Button,
  type Column,
  EntityLink,
  kindSingular,
  Loaded,
  Notice,
  RelativeTime,
  readRef,
  Segmented,
  Skeleton,
  Table,
  usePermission,
  withCode,
} from '@callboard/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type Unprocessed, useDo, useUnprocessed } from './admin-data.ts'
import classes from './UnprocessedPage.module.css'

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
          <Table
            caption="Entities that are not in the catalog"
            columns={state === 'failed' ? refused : unread}
            rows={entities}
            keyOf={({ entity_id }) => entity_id}
          />
        )}
      </Loaded>
    </AdminPage>
  )
}

const since: Column<Unprocessed> = {
  title: 'Since',
  as: 'short',
  cell: ({ last_discovery_at }) => <RelativeTime at={last_discovery_at} />,
}

const refused: Column<Unprocessed>[] = [
  { title: 'Entity', as: 'title', cell: ({ entity_ref }) => <EntityName entityRef={entity_ref} missing /> },
  { title: 'Reason', cell: (entity) => <Reasons entity={entity} /> },
  since,
  { title: 'Actions', as: 'actions', cell: ({ entity_id }) => <ForgetButton id={entity_id} /> },
]

const unread: Column<Unprocessed>[] = [
  { title: 'Entity', as: 'title', cell: ({ entity_ref }) => <EntityName entityRef={entity_ref} /> },
  { title: 'Source', cell: ({ location_key }) => location_key },
  since,
]

function EntityName({ entityRef, missing = false }: { entityRef: string; missing?: boolean }) {
  return (
    <>
      <EntityLink entityRef={entityRef} missing={missing} />
      <div className="cb-sub">{kindSingular(readRef(entityRef).kind)}</div>
    </>
  )
}

function Reasons({ entity: { errors, location_key } }: { entity: Unprocessed }) {
  if (errors.length === 0) return <span className="cb-sub">{location_key}</span>
  return (
    <ul className={classes.reasons}>
      {errors.map(({ message, hint, file, line }) => (
        <li key={`${message} ${line}`}>
          <p dir="auto">{withCode(message)}</p>
          {hint && (
            <p className="cb-muted" dir="auto">
              {withCode(hint)}
            </p>
          )}
          {file && <p className="cb-code cb-muted">{line ? `${file}:${line}` : file}</p>}
        </li>
      ))}
    </ul>
  )
}

function ForgetButton({ id }: { id: string }) {
  const { act, isPending, said } = useDo('Forgotten')
  const { isAllowed, reason } = usePermission('catalog.entities.unprocessed.delete')
  return (
    <Button
      disabled={isPending || !isAllowed}
      title={
        reason ??
        'Takes the problem off this list. It comes back when the file is read and the mistake is still there.'
      }
      onClick={() => act({ path: `/api/catalog/entities/unprocessed/delete/${id}`, method: 'DELETE' })}
    >
      <span aria-live="polite">{said ?? 'Forget'}</span>
    </Button>
  )
}
