import type { NavEntry, WebFeature } from '@callboard/sdk/web'

export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)

/** What the frame does at a key. */
export interface KeyActions {
  openPalette(): void
  openHelp(): void
  toggleSidebar(): void
  go(to: string): void
}

/** A key, what it does, and the line about it in the help: one list for both. */
export interface Shortcut {
  /** One after the other (`g` `c`), or one with modifiers (`mod+k`). */
  keys: string[]
  title: string
  group: 'Anywhere' | 'Go to' | 'On a page'
  /** Absent where a page or a list listens by itself. `false` when there was nothing to do. */
  run?(actions: KeyActions): unknown
}

/** Every shortcut there is, with those of the features. */
export function shortcutsOf(features: WebFeature[], entries: NavEntry[]): Shortcut[] {
  return [
    {
      keys: ['mod+k'],
      title: 'Search, jump, do something',
      group: 'Anywhere',
      run: (actions) => actions.openPalette(),
    },
    { keys: ['?'], title: 'Show this list', group: 'Anywhere', run: (actions) => actions.openHelp() },
    {
      keys: ['['],
      title: 'Narrow or widen the sidebar',
      group: 'Anywhere',
      run: (actions) => actions.toggleSidebar(),
    },
    { keys: ['Esc'], title: 'Close what is open', group: 'Anywhere' },
    { keys: ['mod+z'], title: 'Undo what a message says was done', group: 'Anywhere' },
    { keys: ['Alt', 't'], title: 'Go to the latest message', group: 'Anywhere' },
    ...entries.flatMap((entry): Shortcut[] =>
      entry.key
        ? [
            {
              keys: ['g', entry.key],
              title: entry.title,
              group: 'Go to',
              run: (actions) => actions.go(entry.to),
            },
          ]
        : [],
    ),
    { keys: ['/'], title: 'Filter the list', group: 'On a page', run: focusFilter },
    ...features.flatMap((feature) =>
      (feature.keys ?? []).map(
        (key): Shortcut => ({ ...key, group: 'On a page', run: () => press(key.keys) }),
      ),
    ),
  ]
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLElement>('[data-page-filter] input')
  filter?.focus()
  return filter !== null
}

/** A control that offers itself for a key (`data-key="s"`) is pressed. */
function press(keys: string[]): boolean {
  const [key] = keys
  if (keys.length !== 1 || key === undefined || !/^[a-z]$/.test(key)) return false
  const control = document.querySelector<HTMLElement>(`main [data-key="${key}"]:not(:disabled)`)
  control?.click()
  return control !== null
}
