import { type CatalogView, readView, writeView } from './catalog-view.ts'

/** A view somebody gave a name: its search parameters. */
export interface SavedView {
  id: string
  name: string
  search: Record<string, unknown>
}

export interface SavedViews {
  views: SavedView[]
  /** Opened when the catalog is opened without saying what to show. */
  defaultId: string | undefined
}

/** Nobody finds anything among more. */
export const mostViews = 100

/** Read from what was kept by this or an older portal, or written by a script: anything may stand there. */
export function parseViews(value: unknown): SavedViews {
  const { views, defaultId } = objectOf(value)
  const read = (Array.isArray(views) ? views : []).flatMap((one): SavedView[] => {
    const { id, name, search } = objectOf(one)
    return textOf(id) && textOf(name)
      ? [{ id: textOf(id), name: textOf(name), search: objectOf(search) }]
      : []
  })
  return {
    views: read.slice(0, mostViews),
    defaultId: read.some(({ id }) => id === defaultId) ? textOf(defaultId) : undefined,
  }
}

/** What is kept of a view: everything but which saved view it came from. */
export function searchOf(view: CatalogView, fixedKind: string | undefined): Record<string, unknown> {
  const { view: _, ...search } = writeView(view, fixedKind)
  return JSON.parse(JSON.stringify(search)) as Record<string, unknown>
}

/** True when a view shows something else than the saved one. */
export function isChanged(view: CatalogView, saved: SavedView, fixedKind: string | undefined): boolean {
  const kept = searchOf(readView(saved.search, fixedKind), fixedKind)
  return JSON.stringify(searchOf(view, fixedKind)) !== JSON.stringify(kept)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}
