import { any, boolean, deepFrontend, either, frontend, list, map, object, scalar, string } from './key.ts'

const text = frontend(string)

/** Ours: replaces the mark, the word and the accent colour. Red Hat Developer Hub's keys are taken too. */
const branding = deepFrontend(
  object({
    name: string,
    iconLogo: either(string, object({ light: string, dark: string })),
    fullLogo: either(string, object({ light: string, dark: string })),
    fullLogoWidth: scalar,
    favicon: string,
    primaryColor: string,
    theme: map(any),
  }),
)

export const app = object({
  title: text,
  baseUrl: text,
  listen: object({ host: string, port: scalar }),
  https: any,
  packages: deepFrontend(any),
  experimental: deepFrontend(any),
  extensions: deepFrontend(list(any)),
  routes: deepFrontend(object({ bindings: map(any) })),
  pluginOverrides: deepFrontend(list(any)),
  support: deepFrontend(
    object({
      url: string,
      items: list(
        object({ title: string, icon: string, links: list(object({ url: string, title: string })) }),
      ),
    }),
  ),
  analytics: deepFrontend(map(any)),
  branding,
  logo: text,
  logoIcon: text,
  redirects: deepFrontend(any),
  packageName: frontend(string),
  disableConfigInjection: boolean,
  disableStaticFallbackCache: boolean,
  disablePublicEntryPoint: boolean,
  datadogRum: any,
  googleAnalyticsTrackingId: any,
  sentry: any,
  nav: any,
})

export const organization = object({ name: frontend(string) })
