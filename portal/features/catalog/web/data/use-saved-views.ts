import { mostViews, parseViews, type SavedView, type SavedViews } from './saved-view.ts'
import { type Place, useSetting } from './use-setting.ts'

const bucket = 'callboard.catalog'

const catalogViews: Place<SavedViews> = { bucket, key: 'views', parse: parseViews }
const apiViews: Place<SavedViews> = { bucket, key: 'views-of-apis', parse: parseViews }

/** The views somebody saved on this page, and what can be done with them. */
export function useSavedViews(fixedKind: string | undefined) {
  const { value, isKnown, change, error } = useSetting(fixedKind ? apiViews : catalogViews)
  const changeViews = (next: (views: SavedView[]) => SavedView[]) =>
    change((now) => ({ ...now, views: next(now.views) }))
  return {
    ...value,
    isKnown,
    error,
    add: (view: SavedView) => changeViews((views) => [...views, view].slice(-mostViews)),
    update: (id: string, next: Partial<SavedView>) =>
      changeViews((views) => views.map((view) => (view.id === id ? { ...view, ...next } : view))),
    remove: (id: string) =>
      change(({ views, defaultId }) => ({
        views: views.filter((view) => view.id !== id),
        defaultId: defaultId === id ? undefined : defaultId,
      })),
    setDefault: (id: string | undefined) => change((now) => ({ ...now, defaultId: id })),
  }
}
