import { Segmented, usePortal } from '@callboard/ui'
import type { Whose } from '../data/catalog-view.ts'
import { isOwnableKind } from '../data/use-catalog.ts'
import classes from './CatalogIndex.module.css'

/** Mine, the starred ones, or all; each with how many there are. */
export function WhoseSwitch({
  kind,
  who,
  countOf,
  onChange,
}: {
  kind: string
  who: Whose
  /** undefined while it is counted. */
  countOf(whose: Whose): number | undefined
  onChange(who: Whose): void
}) {
  const { user } = usePortal()
  const isPersonal = isOwnableKind(kind) && user.ownershipEntityRefs.length > 0
  const whose: [Whose, string][] = [
    ...(isPersonal ? [['owned', 'Mine'] satisfies [Whose, string]] : []),
    ['starred', 'Starred'],
    ['all', 'All'],
  ]
  return (
    <Segmented
      label="Whose"
      value={who}
      options={whose.map(([value, text]) => ({
        value,
        label: <Counted text={text} count={countOf(value)} />,
      }))}
      onChange={onChange}
    />
  )
}

function Counted({ text, count }: { text: string; count: number | undefined }) {
  return (
    <>
      {text}
      {count !== undefined && <span className={classes.count}>{count}</span>}
    </>
  )
}
