import type { ExtensionState, WebFeature } from '@callboard/sdk/web'

/**
 * `app.extensions` as far as it is honoured: parts of the interface switched off by Backstage's names, and the
 * addresses that pages are given.
 */
export interface Extensions {
  isOff(id: string): boolean
  /** `config.path` of a page, as it is written: `/`, `/software`. */
  pathOf(id: string): string | undefined
}

interface Setting {
  isOff: boolean
  path?: string
}

/** Reads the list; later entries win, and what cannot be read changes nothing. */
export function readExtensions(value: unknown): Extensions {
  const settings = new Map<string, Setting>()
  for (const entry of Array.isArray(value) ? value : []) {
    if (typeof entry === 'string') settings.set(entry, { ...settings.get(entry), isOff: false })
    if (typeof entry !== 'object' || entry === null) continue
    for (const [id, given] of Object.entries(entry as Record<string, unknown>)) {
      settings.set(id, { ...settings.get(id), ...settingOf(given) })
    }
  }
  return {
    isOff: (id) => settings.get(id)?.isOff ?? false,
    pathOf: (id) => settings.get(id)?.path,
  }
}

function settingOf(given: unknown): Setting {
  if (typeof given === 'boolean') return { isOff: !given }
  if (typeof given !== 'object' || given === null) return { isOff: false }
  const { disabled, config } = given as { disabled?: unknown; config?: unknown }
  const path = typeof config === 'object' && config !== null ? (config as { path?: unknown }).path : undefined
  return {
    isOff: disabled === true || disabled === 'true',
    ...(typeof path === 'string' && /^\/[\w./-]*$/.test(path) ? { path } : {}),
  }
}

/** The features without what is switched off; a navigation entry goes with its page. */
export function withExtensions(features: WebFeature[], { isOff }: Extensions): WebFeature[] {
  const isOn = (part: { extension?: string }) => part.extension === undefined || !isOff(part.extension)
  return features.map((feature) => {
    const off = new Set((feature.pages ?? []).filter((page) => !isOn(page)).map((page) => page.path))
    const leads = (entry: { to: string }) => !off.has(entry.to)
    return {
      ...feature,
      ...(feature.pages && { pages: feature.pages.filter(isOn) }),
      ...(feature.nav && { nav: feature.nav.filter((entry) => isOn(entry) && leads(entry)) }),
      ...(feature.actions && { actions: feature.actions.filter(leads) }),
      ...(feature.entityTabs && { entityTabs: feature.entityTabs.filter(isOn) }),
      ...(feature.entityCards && { entityCards: feature.entityCards.filter(isOn) }),
      ...(feature.homeCards && { homeCards: feature.homeCards.filter(isOn) }),
    }
  })
}

/** Every part that has a Backstage name, for the operator's page. */
export function extensionsIn(features: WebFeature[], { isOff }: Extensions): ExtensionState[] {
  const found = new Map<string, ExtensionState>()
  const put = (kind: ExtensionState['kind'], title: string, id: string | undefined) => {
    if (id !== undefined && !found.has(id)) found.set(id, { id, kind, title, isOff: isOff(id) })
  }
  for (const feature of features) {
    for (const page of feature.pages ?? []) put('Page', page.path, page.extension)
    for (const entry of feature.nav ?? []) put('Navigation', entry.title, entry.extension)
    for (const tab of feature.entityTabs ?? []) put('Entity tab', tab.title, tab.extension)
    for (const card of feature.entityCards ?? []) put('Entity card', card.id, card.extension)
    for (const card of feature.homeCards ?? []) put('Home', card.title, card.extension)
  }
  put('Navigation', 'Search', 'nav-item:search')
  return [...found.values()]
}
