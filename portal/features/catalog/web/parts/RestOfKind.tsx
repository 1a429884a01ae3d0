import { Button, kindPlural } from '@callboard/ui'
import type { CatalogView, Whose } from '../data/catalog-view.ts'
import classes from './CatalogIndex.module.css'

/** Below fewer rows than this a page looks like all there is. */
const fewRows = 8

/** Under a short personal list: that there is more, and the way to it. */
export function RestOfKind({
  view,
  who,
  shown,
  all,
  onChange,
}: {
  view: CatalogView
  who: Whose | undefined
  shown: number
  /** undefined while it is counted. */
  all: number | undefined
  onChange(next: CatalogView): void
}) {
  if (who !== 'owned' || all === undefined || shown > fewRows || all <= shown) return null
  const plural = kindPlural(view.kind)
  return (
    <p className={classes.rest}>
      {shown} of {all} {plural === 'APIs' ? plural : plural.toLowerCase()} {shown === 1 ? 'is' : 'are'} yours.
      <Button variant="quiet" onClick={() => onChange({ ...view, who: 'all' })}>
        Show all {all}
      </Button>
    </p>
  )
}
