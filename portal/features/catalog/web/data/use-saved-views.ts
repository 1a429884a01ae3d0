import { mostViews, parseViews, type SavedView, type SavedViews } from './saved-view.ts'
import { type Place, useSetting } from './use-setting.ts'

const bucket = 'callboard.catalog'

const catalogViews: Place<SavedViews> = { bucket, key: 'views', parse: parseViews }
const apiViews: Place<SavedViews> = { bucket, key: 'views-of-apis', parse: parseViews }

/** The views somebody saved on this page, and what can be done with them. */
export function useSavedViews(fixedKind: string | undefined) {
  const { value, isKnown, change, error } = useSetting(fixedKind ? apiViews : catalogViews)
  const changeViews = (next: (views: SavedView[]) => SavedView[], onKept?: () => void) =>
    change((now) => ({ ...now, views: next(now.views) }), onKept)
  return {
    ...value,
    isKnown,
    error,
    add: (view: SavedView, onKept?: () => void) =>
      changeViews((views) => [...views, view].slice(-mostViews), onKept),
    update: (id: string, next: Partial<SavedView>, onKept?: () => void) =>
      changeViews((views) => views.map((view) => (view.id === id ? { ...view, ...next } : view)), onKept),
    remove: (id: string, onKept?: () => void) =>
      change(
        ({ views, defaultId }) => ({
          views: views.filter((view) => view.id !== id),
          defaultId: defaultId === id ? undefined : defaultId,
        }),
        onKept,
      ),
    /** Puts a removed view back where it was. */
    putBack: (view: SavedView, at: number, isDefault: boolean) =>
      change(({ views, defaultId }) => ({
        views: views.filter(({ id }) => id !== view.id).toSpliced(at, 0, view),
        defaultId: isDefault ? view.id : defaultId,
      })),
    setDefault: (id: string | undefined) => change((now) => ({ ...now, defaultId: id })),
  }
}
