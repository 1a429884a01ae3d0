/** What the palette offers without asking the server: where I was, pages, things to do. */
import type { NavEntry, Portal, Visit, WebFeature } from '@callboard/sdk/web'
import { copyText, type ThemeChoice } from '@callboard/ui'
import type { KeyActions } from '../shortcuts.ts'
import { fuzzyRank } from './fuzzy.ts'

export interface Entry {
  id: string
  title: string
  detail?: string
  kind?: string
  group: 'Recent' | 'Found' | 'This page' | 'Pages' | 'Actions'
  /** Exactly one of these. */
  to?: string
  run?(): void
}

export interface Parts {
  portal: Portal
  nav: NavEntry[]
  /** What is not allowed is not offered. */
  may(permission: string | undefined): boolean
  visits: readonly Visit[]
  actions: KeyActions
  theme: { choice: ThemeChoice; choose(choice: ThemeChoice): void }
}

const recentAtFirst = 6
const recentFound = 3

/** The permissions that pages of operators and things to do ask for. */
export function permissionsOf(features: WebFeature[]): (string | undefined)[] {
  return features.flatMap(({ pages = [], actions = [] }) => [
    ...pages.map(({ admin }) => admin?.permission),
    ...actions.map(({ permission }) => permission),
  ])
}

/** Entries that stand before or after what the server finds. */
export function entriesFor(words: string, parts: Parts): { before: Entry[]; after: Entry[] } {
  const asked = words.trim()
  if (asked === '') {
    return {
      before: parts.visits.slice(0, recentAtFirst).map(recentEntry),
      after: [...pageCommands(), ...navEntries(parts), ...deeds(parts)],
    }
  }
  const fitting = (entries: Entry[]) =>
    entries
      .map((entry) => ({ entry, rank: fuzzyRank(asked, `${entry.title} ${entry.detail ?? ''}`) }))
      .flatMap(({ entry, rank }) => (rank === undefined ? [] : [{ entry, rank }]))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ entry }) => entry)
  return {
    before: fitting(parts.visits.map(recentEntry)).slice(0, recentFound),
    after: [
      ...fitting([...pageCommands(), ...navEntries(parts), ...adminPages(parts), ...deeds(parts)]).slice(
        0,
        8,
      ),
    ],
  }
}

function recentEntry({ to, title, kind }: Visit): Entry {
  return { id: `recent ${to}`, title, group: 'Recent', detail: 'Recent', to, ...(kind ? { kind } : {}) }
}

function navEntries({ nav }: Parts): Entry[] {
  return nav.map(({ title, to }) => ({ id: `page ${to}`, title, detail: 'Page', group: 'Pages', to }))
}

function adminPages({ portal, may }: Parts): Entry[] {
  return portal.features
    .flatMap((feature) => feature.pages ?? [])
    .flatMap(({ admin, path }) =>
      admin && may(admin.permission)
        ? [{ id: `page ${path}`, title: admin.title, detail: 'Admin', group: 'Pages' as const, to: path }]
        : [],
    )
}

/** What the open page offers to do: its controls that carry `data-command`. */
function pageCommands(): Entry[] {
  return [...document.querySelectorAll<HTMLElement>('main [data-command]:not(:disabled)')].map((control) => ({
    id: `command ${control.dataset.command}`,
    title: control.dataset.command ?? '',
    detail: 'This page',
    group: 'This page',
    run: () => control.click(),
  }))
}

function deeds({ portal, may, actions, theme }: Parts): Entry[] {
  const deed = (title: string, run: () => void, detail = 'Action'): Entry => ({
    id: `deed ${title}`,
    title,
    detail,
    group: 'Actions',
    run,
  })
  const themes: [ThemeChoice, string][] = [
    ['light', 'Use the light theme'],
    ['dark', 'Use the dark theme'],
    ['auto', 'Use the theme of the system'],
  ]
  return [
    ...portal.features
      .flatMap((feature) => feature.actions ?? [])
      .filter(({ permission }) => may(permission))
      .map(({ title, to }): Entry => ({ id: `deed ${to}`, title, detail: 'Action', group: 'Actions', to })),
    deed('Copy the link to this page', () => void copyText(location.href)),
    ...themes
      .filter(([choice]) => choice !== theme.choice)
      .map(([choice, title]) => deed(title, () => theme.choose(choice))),
    deed('Keyboard shortcuts', actions.openHelp, '?'),
    deed('Narrow or widen the sidebar', actions.toggleSidebar, '['),
    deed('Sign out', () => portal.signOut()),
  ]
}
