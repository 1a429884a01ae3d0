/**
 * What the catalog page shows, as read from and written to the address. The parameters are Backstage's
 * (`filters[kind]`, `filters[owners][0]`, …), so bookmarks work in both directions; `sort` and
 * `filters[systems]` are ours.
 */
export interface CatalogView {
  kind: string
  types: string[]
  owners: string[]
  lifecycles: string[]
  tags: string[]
  systems: string[]
  namespaces: string[]
  /** undefined: mine if there is anything of mine, else all. */
  who: 'owned' | 'all' | undefined
  isOrphan: boolean
  text: string
  sort: { field: string; isDown: boolean }
}

type Search = Record<string, unknown>

export function readView(search: Search, fixedKind?: string): CatalogView {
  const filters = isRecord(search.filters) ? search.filters : {}
  const who = text(filters.user)
  const sort = text(search.sort)
  return {
    kind: fixedKind ?? (text(filters.kind).toLowerCase() || 'component'),
    types: list(filters.type).filter((type) => type !== 'all'),
    owners: list(filters.owners),
    lifecycles: list(filters.lifecycles),
    tags: list(filters.tags),
    systems: list(filters.systems),
    namespaces: list(filters.namespace),
    who: who === 'owned' || who === 'all' ? who : undefined,
    isOrphan: ['true', 'orphan'].includes(text(filters.orphan)),
    text: text(filters.text),
    sort: { field: sort.replace(/^-/, '') || 'name', isDown: sort.startsWith('-') },
  }
}

export function writeView(view: CatalogView, fixedKind?: string): Search {
  const filters = {
    ...(fixedKind ? {} : { kind: view.kind }),
    ...(view.types.length === 1 ? { type: view.types[0] } : { type: view.types }),
    owners: view.owners,
    lifecycles: view.lifecycles,
    tags: view.tags,
    systems: view.systems,
    namespace: view.namespaces,
    user: view.who,
    orphan: view.isOrphan ? 'true' : undefined,
    text: view.text,
  }
  const isDefault = view.sort.field === 'name' && !view.sort.isDown
  return { filters, sort: isDefault ? undefined : (view.sort.isDown ? '-' : '') + view.sort.field }
}

export type Facet = 'owners' | 'types' | 'lifecycles' | 'tags' | 'systems' | 'namespaces'

/** The flattened key behind each facet (contract: catalog-model §12). */
export const facetKeys: Record<Facet, string> = {
  owners: 'relations.ownedBy',
  types: 'spec.type',
  lifecycles: 'spec.lifecycle',
  tags: 'metadata.tags',
  systems: 'spec.system',
  namespaces: 'metadata.namespace',
}

/** Statements of the `filter` parameter. `without` leaves one facet out: its own menu must show all values. */
export function filterOf(
  view: CatalogView,
  who: 'owned' | 'all',
  ownershipRefs: string[],
  without?: Facet,
): string[] {
  const statements = [`kind=${view.kind}`]
  for (const [facet, key] of Object.entries(facetKeys)) {
    if (facet === without || facet === 'owners') continue
    for (const value of view[facet as Facet]) statements.push(`${key}=${value}`)
  }
  const chosen = without === 'owners' ? [] : view.owners.map(ownerRef)
  for (const owner of ownersOf(who, chosen, ownershipRefs)) statements.push(`${facetKeys.owners}=${owner}`)
  if (view.isOrphan) statements.push('metadata.annotations.backstage.io/orphan=true')
  return statements
}

// Mine and a chosen owner must both hold. One key twice would mean either, so the two lists are crossed here;
// the empty owner, which nothing has, stands for "nobody is in both".
function ownersOf(who: 'owned' | 'all', chosen: string[], mine: string[]): string[] {
  if (who === 'all') return chosen
  if (chosen.length === 0) return mine
  const both = chosen.filter((owner) => mine.includes(owner))
  return both.length > 0 ? both : ['']
}

// Old bookmarks carry bare owner names.
function ownerRef(value: string): string {
  if (value.includes(':')) return value.toLowerCase()
  return `group:${value.includes('/') ? value : `default/${value}`}`.toLowerCase()
}

export function isNarrowed(view: CatalogView): boolean {
  const facets = Object.keys(facetKeys) as Facet[]
  return view.isOrphan || view.text !== '' || facets.some((facet) => view[facet].length > 0)
}

export function widened(view: CatalogView): CatalogView {
  return {
    ...view,
    types: [],
    owners: [],
    lifecycles: [],
    tags: [],
    systems: [],
    namespaces: [],
    isOrphan: false,
    text: '',
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}

// A comma would start a new statement in a filter; no valid value of these facets has one.
function list(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value]
  return values.map(text).filter((item) => item !== '' && !item.includes(','))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
