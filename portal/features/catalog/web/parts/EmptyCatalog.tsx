import { Button, kindPlural, Notice } from '@callboard/ui'
import { type CatalogView, isNarrowed, type Whose, widened } from '../data/catalog-view.ts'

/** Why the table is empty, and the way out of it. */
export function EmptyCatalog({
  view,
  who,
  isFirst,
  onChange,
}: {
  view: CatalogView
  who: Whose
  /** Nothing at all is in the catalog. */
  isFirst: boolean
  onChange(next: CatalogView): void
}) {
  if (isFirst) {
    return (
      <Notice title="The catalog is empty">
        <p>
          Name a file in the config of this portal, under <code>catalog.locations</code>, and its entities
          appear here within a minute:
        </p>
        <pre>
          <code>{'catalog:\n  locations:\n    - type: file\n      target: ./catalog-info.yaml'}</code>
        </pre>
        <p>
          If that was done already, <code>callboard check</code> says what stands in the way.
        </p>
      </Notice>
    )
  }
  const what = kindPlural(view.kind).toLowerCase() === 'apis' ? 'APIs' : kindPlural(view.kind).toLowerCase()
  if (isNarrowed(view)) {
    return (
      <Notice
        title={view.text ? `No records to display for “${view.text}”` : 'No records to display'}
        actions={<Button onClick={() => onChange(widened(view))}>Clear filters</Button>}
      >
        <p>No {what} pass all the filters. Clear them, or change one above.</p>
      </Notice>
    )
  }
  if (who === 'starred') {
    return (
      <Notice
        title={`None of the ${what} are starred`}
        actions={<Button onClick={() => onChange({ ...view, who: 'all' })}>Show all {what}</Button>}
      >
        <p>
          Star what you come back to: with the star at the end of a row, or with <kbd>s</kbd> on the row or
          page.
        </p>
      </Notice>
    )
  }
  if (who === 'owned') {
    return (
      <Notice
        title={`None of the ${what} are yours`}
        actions={<Button onClick={() => onChange({ ...view, who: 'all' })}>Show all {what}</Button>}
      >
        <p>You own what names you, or a group you belong to, as its owner.</p>
      </Notice>
    )
  }
  return (
    <Notice title="No records to display">
      <p>The catalog has no {what}. Choose another kind above.</p>
    </Notice>
  )
}
