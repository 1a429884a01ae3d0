import type { Criteria } from '@callboard/sdk'
import { type Column, Panel, refLabel, Table } from '@callboard/ui'
import type { Considered } from '../../api.ts'
import { criteriaWords, originText } from '../data/policy-words.ts'
import { Holder } from '../parts/Holder.tsx'
import { RoleLink } from '../parts/RoleLink.tsx'
import { Says } from '../parts/Verdict.tsx'
import classes from './ConsideredRules.module.css'

/** The rules of the person's roles, the one that decides first; those about other things when asked for. */
export function ConsideredRules({
  considered,
  entity,
}: {
  considered: readonly Considered[]
  /** Which the conditions were tried on. */
  entity: string | null
}) {
  const speaking = considered.filter(({ applies }) => applies)
  const silent = considered.filter(({ applies }) => !applies)
  const columns = columnsOf(entity)
  const keyOf = ({ role, rule, hasRoleBy }: Considered) => `${role} ${rule} ${hasRoleBy}`
  return (
    <Panel title="Rules about this permission" count={speaking.length}>
      <Table
        caption="Rules about this permission"
        columns={columns}
        rows={speaking.toSorted((a, b) => Number(b.decided) - Number(a.decided))}
        keyOf={keyOf}
        isMuted={({ holds }) => holds === false}
        empty="None of their roles has a rule about this permission, and what no rule allows is refused. Give them a role that allows it."
      />
      {silent.length > 0 && <Silent count={silent.length} />}
    </Panel>
  )
}

function Silent({ count }: { count: number }) {
  return (
    <p className={classes.silent}>
      {count === 1
        ? 'One more rule of their roles is about other permissions.'
        : `${count} more rules of their roles are about other permissions.`}
    </p>
  )
}

function columnsOf(entity: string | null): Column<Considered>[] {
  return [
    {
      title: 'Rule',
      as: 'title',
      cell: ({ role, rule, decided, description }) => (
        <>
          <RoleLink name={role}>
            {role}, rule {rule}
          </RoleLink>
          {decided && <span className={classes.decides}>decides</span>}
          {description && (
            <div className="cb-sub" dir="auto">
              {description}
            </div>
          )}
        </>
      ),
    },
    { title: 'Says', as: 'short', cell: ({ effect }) => <Says effect={effect} /> },
    { title: 'When', cell: (one) => <When one={one} entity={entity} /> },
    { title: 'Role through', cell: ({ hasRoleBy }) => <Holder of={hasRoleBy} /> },
    { title: 'Written', cell: ({ origin }) => <span className="cb-muted">{originText(origin)}</span> },
  ]
}

function When({ one: { conditions, holds }, entity }: { one: Considered; entity: string | null }) {
  if (conditions === undefined) return 'always'
  return (
    <>
      where {criteriaWords(conditions as Criteria)}
      {entity !== null && holds !== null && (
        <div className={classes.holds} data-holds={holds}>
          {holds ? `which holds for ${refLabel(entity)}` : `which does not hold for ${refLabel(entity)}`}
        </div>
      )}
    </>
  )
}
