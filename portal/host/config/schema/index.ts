import { app, organization } from './app.ts'
import { auth } from './auth.ts'
import { backend } from './backend.ts'
import { catalog } from './catalog.ts'
import { aws, integrations } from './integrations.ts'
import { any, type Key, object } from './key.ts'
import {
  audit,
  devTools,
  discovery,
  events,
  home,
  kept,
  kubernetes,
  mcpActions,
  notifications,
  permission,
  proxy,
  scaffolder,
  search,
  techdocs,
} from './others.ts'

/** Every key of `app-config.yaml` we know, from contracts/config.md. */
export const knownKeys: Key = object({
  app,
  organization,
  backend,
  auth,
  integrations,
  catalog,
  scaffolder,
  techdocs,
  search,
  permission,
  audit,
  proxy,
  kubernetes,
  events,
  notifications,
  home,
  devTools,
  mcpActions,
  discovery,
  aws,
  userSettings: any,
  enabled: any,
  sonarqube: kept,
  grafana: kept,
  prometheus: kept,
  argocd: kept,
  pagerDuty: kept,
  lighthouse: kept,
  jenkins: kept,
  rollbar: kept,
  sentry: kept,
})
