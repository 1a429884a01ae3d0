import type { ComponentType } from 'react'
import type { EntityView } from './model/entity.ts'

/**
 * What a feature or plugin adds to the browser: a value, listed by the shell. Nothing runs at import,
 * pages and tabs load when they are first shown.
 */
export interface WebFeature {
  id: string
  pages?: WebPage[]
  nav?: NavEntry[]
  entityTabs?: EntityTab[]
  /** Things to do that the palette offers: `Register an existing component`. */
  actions?: { title: string; to: string }[]
  /** Runs beside every page while somebody is signed in; loaded once the first page has come to rest. */
  beside?: { load(): Promise<{ default: ComponentType }> }
  entityCards?: EntityCard[]
  /** Finds things by the words typed into the palette; at most a handful, best first. */
  find?(portal: Portal, words: string, signal: AbortSignal): Promise<Found[]>
}

/** Something the palette can jump to. */
export interface Found {
  title: string
  /** What tells it from others of the same title: `Component in shop`. */
  detail?: string
  /** Kind whose glyph stands before it. */
  kind?: string
  to: string
}

export interface WebPage {
  /** Path below the portal's base, with `$params`: `/catalog/$namespace/$kind/$name`. */
  path: string
  /** Also matches everything below `path`; the page reads the rest as the `_splat` param. */
  deep?: boolean
  /** Makes it one of the operator's pages: a tab among the others, lowest `order` first. */
  admin?: { title: string; order: number }
  load(): Promise<{ default: ComponentType }>
}

export interface NavEntry {
  title: string
  to: string
  /** Search parameters of the link, e.g. `{ filters: { kind: 'api' } }`. */
  search?: Record<string, unknown>
  icon: ComponentType<{ size?: number }>
  section: 'main' | 'admin'
  /** Second key of the `g` shortcut. */
  key?: string
}

export interface EntityTab {
  /** A second name of the tab in addresses, for bookmarks from elsewhere. */
  also?: string
  /** Last part of the address; '' is the page an entity opens with. */
  path: string
  title: string
  /** Pure and cheap: decides from the entity alone whether the tab is there. */
  when?(entity: EntityView): boolean
  /** A number beside the title, when there is something to count. */
  count?(entity: EntityView): number | undefined
  load(): Promise<{ default: ComponentType<{ entity: EntityView }> }>
}

/** A part of the page an entity opens with, put after the catalog's own. */
export interface EntityCard {
  /** Unique among all features: `on-call`. */
  id: string
  /** The narrow column beside the facts, the broad one, or both. */
  area: 'main' | 'side' | 'wide'
  /** Pure and cheap: decides from the entity alone whether the card is there. */
  when?(entity: EntityView): boolean
  load(): Promise<{ default: ComponentType<{ entity: EntityView }> }>
}

/** Who is signed in, as the sign-in route answered it. */
export interface SignedIn {
  userEntityRef: string
  ownershipEntityRefs: string[]
  displayName?: string
  email?: string
  picture?: string
}

/** Everything the shell gives to pages. Reached with `usePortal()` of `@callboard/ui`. */
export interface Portal {
  /** Value of a public config key, e.g. `organization.name`. */
  config(path: string): unknown
  /** Path part of `app.baseUrl`: '' or `/backstage`. */
  basePath: string
  user: SignedIn
  signOut(): void
  /**
   * Calls the portal's API as the user: `request('/api/catalog/entity-facets?facet=kind')`.
   *
   * @throws `PortalError`, also when the portal cannot be reached.
   */
  request(path: string, init?: RequestInit): Promise<Response>
  features: WebFeature[]
}

export function defineWeb(feature: WebFeature): WebFeature {
  return feature
}
