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
  /** Things to do that the palette offers, to those who have the permission: `Register an existing component`. */
  actions?: { title: string; to: string; permission?: string }[]
  /** Parts of the home page. */
  homeCards?: HomeCard[]
  /** Keys that the feature's pages take, for the list behind `?`. Keys of navigation entries are in it already. */
  keys?: { keys: string[]; title: string }[]
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

/**
 * Backstage's name of a part of the interface (`page:catalog`, `nav-item:search`); `app.extensions` of the config
 * switches it off by this name.
 */
export type ExtensionId = string

export interface WebPage {
  extension?: ExtensionId
  /** Path below the portal's base, with `$params`: `/catalog/$namespace/$kind/$name`. */
  path: string
  /** Also matches everything below `path`; the page reads the rest as the `_splat` param. */
  deep?: boolean
  /** Makes it one of the operator's pages: a tab among the others, for those who have the permission; lowest `order` first. */
  admin?: {
    title: string
    order: number
    permission?: string
    /** Whoever reads the catalog may open it: alone it does not bring the operator's pages into the navigation. */
    isForAll?: boolean
  }
  /** Makes it one of my settings: a tab among the others, lowest `order` first. */
  settings?: { title: string; order: number }
  load(): Promise<{ default: ComponentType }>
}

export interface NavEntry {
  extension?: ExtensionId
  /** The entry is absent for those who lack this permission. */
  permission?: string
  /** The entry of the operator's pages: there for those who may open one of them. */
  isForAdminPages?: boolean
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
  extension?: ExtensionId
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
  extension?: ExtensionId
  /** The narrow column beside the facts, the broad one, or both. */
  area: 'main' | 'side' | 'wide'
  /** Pure and cheap: decides from the entity alone whether the card is there. */
  when?(entity: EntityView): boolean
  load(): Promise<{ default: ComponentType<{ entity: EntityView }> }>
}

/** A part of the home page. It loads, fails and is empty by itself; the others stay. */
export interface HomeCard {
  /** Unique among all features: `catalog.mine`. */
  id: string
  extension?: ExtensionId
  title: string
  /** Three columns on wide screens: what I work on, what happens, what I come back to. */
  column: 'mine' | 'news' | 'back'
  order: number
  load(): Promise<{ default: ComponentType<{ title: string }> }>
}

/** A place somebody was at, newest first in the list: an entity, a view of the catalog, a graph, an operator's page. */
export interface Visit {
  /** Address below the portal's base; search parameters only where they make the place. */
  to: string
  title: string
  /** Kind whose glyph stands before it. */
  kind?: string
  /** The entity whose page it is. */
  entityRef?: string
  /** When last, in ms. */
  at: number
  /** How many times; looking at it twice without going elsewhere is one. */
  count: number
}

/** Where the user has been, kept in this browser. Pages worth coming back to record themselves: `useVisit`. */
export interface Visits {
  list(): readonly Visit[]
  subscribe(listener: () => void): () => void
  /** `instead` takes the place of one that was only passed through. */
  record(visit: Omit<Visit, 'at' | 'count'>, instead?: string): void
}

/** A named part of the interface, and whether the config switches it off. */
export interface ExtensionState {
  id: ExtensionId
  kind: 'Page' | 'Navigation' | 'Entity tab' | 'Entity card' | 'Home'
  title: string
  isOff: boolean
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
  /** Id of the provider that the user signed in with: `github`. */
  provider: string
  signOut(): void
  /**
   * Calls the portal's API as the user: `request('/api/catalog/entity-facets?facet=kind')`.
   *
   * @throws `PortalError`, also when the portal cannot be reached.
   */
  request(path: string, init?: RequestInit): Promise<Response>
  /** What is switched on by `app.extensions`; parts that are off are not in it. */
  features: WebFeature[]
  /** True for an extension that `app.extensions` switches off. */
  isOff(extension: ExtensionId): boolean
  /** Everything that has such a name, on or off. */
  extensions: ExtensionState[]
  visits: Visits
}

export function defineWeb(feature: WebFeature): WebFeature {
  return feature
}
