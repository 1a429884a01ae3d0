import { defineWeb } from '@callboard/sdk/web'
import { HomeIcon } from '@callboard/ui'

/** The page of a working day. Features put their parts on it; what it has of its own is where I have been. */
export const homeWeb = defineWeb({
  id: 'home',
  pages: [{ path: '/home', extension: 'page:home', load: () => import('./HomePage.tsx') }],
  nav: [
    { title: 'Home', to: '/home', icon: HomeIcon, section: 'main', key: 'h', extension: 'nav-item:home' },
  ],
  homeCards: [
    {
      id: 'home.visited',
      extension: 'home-page-widget:home/recently-visited',
      title: 'Recently visited',
      column: 'back',
      order: 10,
      load: () => import('./VisitedCard.tsx'),
    },
  ],
})
