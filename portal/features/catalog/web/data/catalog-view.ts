/**
 * What the catalog page shows, as read from and written to the address. The parameters are Backstage's
 * (`filters[kind]`, `filters[owners][0]`, …), so bookmarks work in both directions; ours beside them are
 * `filters[systems]`, `filters[domains]`, `filters[not][…]`, `sort`, `columns` and `view`.
 */
export const facets = ['owners', 'types', 'lifecycles', 'systems', 'domains', 'tags', 'namespaces'] as const
export type Facet = (typeof facets)[number]

/** The values of one facet: entities that have any of them, or with `isNot` none of them. */
export interface Choice {
  values: string[]
  isNot: boolean
}

export type Whose = 'owned' | 'starred' | 'all'

export interface CatalogView {
  kind: string
  facets: Record<Facet, Choice>
  /** undefined: mine if there is anything of mine, else all. */
  who: Whose | undefined
  isOrphan: boolean
  hasError: boolean
  text: string
  sort: { field: string; isDown: boolean }
  /** Ids of the columns in their order; empty: those the reader chose before, or the usual ones. */
  columns: string[]
  /** The saved view it was opened from. */
  viewId: string
}

type Search = Record<string, unknown>

/** Names of the facets in the address. */
const names: Record<Facet, string> = {
  owners: 'owners',
  types: 'type',
  lifecycles: 'lifecycles',
  systems: 'systems',
  domains: 'domains',
  tags: 'tags',
  namespaces: 'namespace',
}

export function readView(search: Search, fixedKind?: string): CatalogView {
  const filters = recordOf(search.filters)
  const not = recordOf(filters.not)
  const who = text(filters.user)
  const sort = text(search.sort)
  const choiceOf = (facet: Facet): Choice => {
    const [values, without] = [list(filters[names[facet]]), list(not[names[facet]])]
    return values.length > 0 || without.length === 0
      ? { values: values.filter((value) => facet !== 'types' || value !== 'all'), isNot: false }
      : { values: without, isNot: true }
  }
  return {
    kind: fixedKind ?? (text(filters.kind).toLowerCase() || 'component'),
    facets: everyFacet(choiceOf),
    who: who === 'owned' || who === 'starred' || who === 'all' ? who : undefined,
    isOrphan: ['true', 'orphan'].includes(text(filters.orphan)),
    hasError: ['true', 'error'].includes(text(filters.error)),
    text: text(filters.text),
    sort: { field: sort.replace(/^-/, '') || 'name', isDown: sort.startsWith('-') },
    columns: [...new Set(text(search.columns).split(',').filter(Boolean))].slice(0, 40),
    viewId: text(search.view),
  }
}

export function writeView(view: CatalogView, fixedKind?: string): Search {
  const isDefault = view.sort.field === 'name' && !view.sort.isDown
  const chosen = facets.filter((facet) => view.facets[facet].values.length > 0)
  const written = (isNot: boolean) =>
    Object.fromEntries(
      chosen
        .filter((facet) => view.facets[facet].isNot === isNot)
        .map((facet) => [names[facet], writtenValues(facet, view.facets[facet].values)]),
    )
  return {
    filters: {
      ...(fixedKind ? {} : { kind: view.kind }),
      ...written(false),
      ...(chosen.some((facet) => view.facets[facet].isNot) ? { not: written(true) } : {}),
      user: view.who,
      orphan: view.isOrphan ? 'true' : undefined,
      error: view.hasError ? 'true' : undefined,
      text: view.text,
    },
    sort: isDefault ? undefined : (view.sort.isDown ? '-' : '') + view.sort.field,
    columns: view.columns.join(',') || undefined,
    view: view.viewId || undefined,
  }
}

// Bookmarks of Backstage carry one type as a text.
function writtenValues(facet: Facet, values: string[]): string | string[] | undefined {
  return facet === 'types' && values.length === 1 ? values[0] : values
}

/** The same view with other values of one facet. */
export function withChoice(view: CatalogView, facet: Facet, choice: Choice): CatalogView {
  return { ...view, facets: { ...view.facets, [facet]: choice } }
}

/** The view of another kind: what only fits the old one goes. */
export function ofKind(view: CatalogView, kind: string): CatalogView {
  const none = { values: [], isNot: false }
  const kept = { ...view.facets, types: none, lifecycles: none }
  return { ...view, kind, facets: kept, columns: [], sort: { field: 'name', isDown: false }, viewId: '' }
}

export function isNarrowed(view: CatalogView): boolean {
  const isChosen = facets.some((facet) => view.facets[facet].values.length > 0)
  return view.isOrphan || view.hasError || view.text !== '' || isChosen
}

/** The view without its filters; whose things it shows stays. */
export function widened(view: CatalogView): CatalogView {
  const none = everyFacet(() => ({ values: [], isNot: false }))
  return { ...view, facets: none, isOrphan: false, hasError: false, text: '' }
}

function everyFacet(choiceOf: (facet: Facet) => Choice): Record<Facet, Choice> {
  return Object.fromEntries(facets.map((facet) => [facet, choiceOf(facet)])) as Record<Facet, Choice>
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

function list(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(text).filter((item) => item !== '')
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}
