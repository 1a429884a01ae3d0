import type { WebFeature, WebPage } from '@callboard/sdk/web'
import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import type { Extensions } from './extensions.ts'
import { Frame } from './frame/Frame.tsx'
import { NotHerePage } from './pages/NotHerePage.tsx'
import { PageError } from './pages/PageError.tsx'
import { parseSearch, stringifySearch } from './search-params.ts'

/** The routes of all features inside the frame. What no feature claims is a page that says so. */
export function createPortalRouter(features: WebFeature[], basePath: string, extensions: Extensions) {
  const root = createRootRoute({ component: Frame, notFoundComponent: NotHerePage })
  const all = features.flatMap((feature) => feature.pages ?? [])
  const paths = new Set(all.map((page) => page.path))
  const moved = movedPages(all, extensions).filter(({ from }) => !paths.has(from))
  const start = moved.find(({ from }) => from === '/')?.to ?? startOf(paths)
  const redirects = [{ from: '/', to: start }, ...moved.filter(({ from }) => from !== '/')].map((move) =>
    createRoute({
      getParentRoute: () => root,
      path: move.from,
      beforeLoad: ({ search }) => {
        throw redirect({ to: move.to, search, replace: true })
      },
    }),
  )
  const pages = all.map((page) => routeOf(page, root))
  return createRouter({
    routeTree: root.addChildren([...redirects, ...pages]),
    basepath: basePath === '' ? '/' : basePath,
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadDelay: 60,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotHerePage,
    defaultPendingMs: 300,
    scrollRestoration: true,
    trailingSlash: 'never',
  })
}

/** Where `/` leads: to the catalog, as bookmarks expect, or to the first page there is. */
function startOf(paths: Set<string>): string {
  return ['/catalog', '/home'].find((path) => paths.has(path)) ?? '/settings'
}

/** Addresses that the config gives to pages (`page:catalog: { config: { path: /software } }`): they lead to ours. */
function movedPages(pages: WebPage[], { pathOf }: Extensions): { from: string; to: string }[] {
  const known = new Set<string>()
  return pages.flatMap(({ extension, path: to }) => {
    const path = extension === undefined || known.has(extension) ? undefined : pathOf(extension)
    if (extension === undefined || path === undefined || to.includes('$')) return []
    known.add(extension)
    const from = path.replace(/(.)\/+$/, '$1')
    return from === to ? [] : [{ from, to }]
  })
}

function routeOf(page: WebPage, root: AnyRoute): AnyRoute {
  const route = createRoute({
    getParentRoute: () => root,
    path: page.path,
    component: lazyRouteComponent(page.load),
  })
  if (!page.deep) return route
  // The page reads the rest of the address itself and stays mounted while it changes.
  const below = ['/', '$'].map((path) =>
    createRoute({ getParentRoute: () => route, path, component: () => null }),
  )
  return route.addChildren(below)
}
