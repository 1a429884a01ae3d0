import { oldReaders } from './integrations.ts'
import {
  any,
  boolean,
  choice,
  deepFrontend,
  duration,
  either,
  frontend,
  lenientList,
  list,
  map,
  number,
  object,
  removed,
  required,
  schedule,
  secret,
  string,
  stringOrList,
} from './key.ts'

const allow = list(either(string, object({ kind: required(string), 'spec.type': string })))
const processingOption = object({ disabled: boolean, priority: number })

const githubFilters = object({
  branch: string,
  repository: string,
  topic: object({ include: list(string), exclude: list(string) }),
  visibility: list(string),
  allowForks: boolean,
  allowArchived: boolean,
})

/** Providers come as one mapping or as a mapping of named ones, so names are kept as they are. */
const provider = map(any, {
  schedule,
  organization: string,
  app: either(number, string),
  host: string,
  catalogPath: string,
  validateLocationsExist: boolean,
  token: secret,
})

export const catalog = object({
  rules: list(
    object({
      allow: required(allow),
      locations: list(object({ type: string, exact: string, pattern: string })),
    }),
  ),
  // The browser explains why a button is missing.
  readonly: frontend(boolean),
  locations: lenientList(
    object({
      type: required(string),
      target: required(string),
      rules: list(object({ allow: required(allow), locations: any })),
      presence: choice('required', 'optional'),
    }),
  ),
  disableDefaultProcessors: boolean,
  processorOptions: map(processingOption),
  providerOptions: map(object({ disabled: boolean })),
  orphanStrategy: choice('delete', 'keep'),
  orphanProviderStrategy: choice('delete', 'keep'),
  stitchingStrategy: object({
    mode: removed('Relations are always up to date here; the key has no effect'),
    pollingInterval: duration,
    stitchTimeout: duration,
  }),
  processingInterval: either(boolean, duration),
  defaultLocationConflictStrategy: choice('reject', 'refresh'),
  scmEvents: either(boolean, object({ refresh: boolean, unregister: boolean, move: boolean })),
  import: deepFrontend(object({ entityFilename: string, pullRequestBranchName: string })),
  experimentalPagination: frontend(either(boolean, deepFrontend(object({ mode: string, limit: number })))),
  useUrlReadersSearch: removed('It is always on; the key has no effect'),
  enableRelationsCompatibility: removed('It was removed in Backstage too; the key has no effect'),
  experimentalAlwaysUseDefaultNamespace: boolean,
  /** Ours. */
  history: object({ maxVersions: number, maxAge: duration }),
  /** Ours: lets `$text`, `$json` and `$yaml` read from other repositories than their file's. */
  allowPlaceholdersFromOtherRepositories: boolean,
  processors: map(any, {
    github: oldReaders,
    gitlabApi: oldReaders,
    azureApi: oldReaders,
    bitbucketApi: oldReaders,
    githubOrg: removed("It is read from 'catalog.providers.githubOrg' now"),
    ldapOrg: removed("It is read from 'catalog.providers.ldapOrg' now"),
    microsoftGraphOrg: removed("It is read from 'catalog.providers.microsoftGraphOrg' now"),
  }),
  providers: map(any, {
    github: map(
      either(map(any, { schedule, filters: githubFilters, organization: string, host: string }), any),
      {
        organization: string,
        app: either(number, string),
        host: string,
        catalogPath: string,
        filters: githubFilters,
        validateLocationsExist: boolean,
        pageSizes: object({ repositories: number }),
        schedule,
      },
    ),
    githubOrg: either(list(provider), provider),
    gitlab: map(either(map(any, { schedule, host: string, group: string, topics: stringOrList }), any)),
  }),
})
