import type { WebFeature, WebPage } from '@callboard/sdk/web'
import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { Frame } from './frame/Frame.tsx'
import { NotHerePage } from './pages/NotHerePage.tsx'
import { PageError } from './pages/PageError.tsx'
import { parseSearch, stringifySearch } from './search-params.ts'

/** The routes of all features inside the frame. What no feature claims is a page that says so. */
export function createPortalRouter(features: WebFeature[], basePath: string) {
  const root = createRootRoute({ component: Frame, notFoundComponent: NotHerePage })
  const home = createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/catalog' })
    },
  })
  const pages = features.flatMap((feature) => feature.pages ?? []).map((page) => routeOf(page, root))
  return createRouter({
    routeTree: root.addChildren([home, ...pages]),
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
