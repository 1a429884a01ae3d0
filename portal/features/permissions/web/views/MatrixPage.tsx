import { FilterRow, Loaded, Skeleton } from '@callboard/ui'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { Matrix, PermissionInfo } from '../../api.ts'
import { useMatrix } from '../data/policy-data.ts'
import { PolicyPage } from '../parts/PolicyPage.tsx'
import { Verdict } from '../parts/Verdict.tsx'
import classes from './MatrixPage.module.css'

/** Roles against permissions: what each role allows by itself. */
export default function MatrixPage() {
  const matrix = useMatrix()
  const search: Record<string, unknown> = useSearch({ strict: false })
  const words = typeof search.text === 'string' ? search.text : ''
  const navigate = useNavigate()
  const find = (text: string) => void navigate({ to: '.', search: text ? { text } : {}, replace: true })
  return (
    <PolicyPage lead="What each role lets people do by itself. With several roles one may do what any of them allows, unless another denies it.">
      <Loaded query={matrix} failed="The matrix could not be read" loading={<Skeleton width={420} />}>
        {(data) => (
          <>
            <FilterRow label="Filter permissions" value={words} onChange={find}>
              <Legend />
            </FilterRow>
            <Cells matrix={data} words={words} />
          </>
        )}
      </Loaded>
    </PolicyPage>
  )
}

/** What the words in the cells mean. */
function Legend() {
  return (
    <p className={classes.legend}>
      <span>
        <Verdict result="ALLOW" /> always
      </span>
      <span>
        <Verdict result="CONDITIONAL" /> for some entities, as the rules of the role say
      </span>
    </p>
  )
}

function Cells({ matrix, words }: { matrix: Matrix; words: string }) {
  const found = matrix.permissions.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(words.trim().toLowerCase()),
  )
  if (found.length === 0) return <p className="cb-muted">No permission is called so.</p>
  const groups = Map.groupBy(found, ({ plugin }) => plugin)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className={classes.scroll} tabIndex={0} aria-label="Permission matrix">
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col">Permission</th>
            {matrix.roles.map(({ name, title }) => (
              <th key={name} scope="col" className={classes.role}>
                <Link to="/admin/permissions/role" search={{ name } as never} className="cb-link">
                  {title ?? name}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...groups].map(([plugin, permissions]) => (
            <Fragment key={plugin}>
              <tr>
                <th scope="rowgroup" colSpan={matrix.roles.length + 1} className={classes.group}>
                  {plugin}
                </th>
              </tr>
              {permissions.map((permission) => (
                <Row key={permission.name} permission={permission} matrix={matrix} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ permission, matrix }: { permission: PermissionInfo; matrix: Matrix }) {
  return (
    <tr>
      <th scope="row" className={classes.permission}>
        <span className={classes.name}>{permission.name}</span>
        <span className={classes.sub}>{permission.description}</span>
      </th>
      {matrix.roles.map((role) => {
        const cell = matrix.cells[role.name]?.[permission.name]
        return (
          <td key={role.name} className={classes.cell}>
            {cell && <Verdict result={cell.result} title={cell.because} quiet />}
          </td>
        )
      })}
    </tr>
  )
}
