import {
  any,
  boolean,
  choice,
  deepFrontend,
  deprecated,
  duration,
  durationOrMs,
  either,
  frontend,
  type Key,
  list,
  map,
  number,
  object,
  removed,
  required,
  scalar,
  schedule,
  secret,
  string,
  stringOrList,
} from './key.ts'

/** Ours: how long the audit log remembers; `false` is for ever. */
export const audit = object({ retention: either(duration, boolean) })

export const scaffolder = map(any, {
  defaultAuthor: object({ name: string, email: string }),
  defaultCommitMessage: string,
  defaultCommitSigningKey: secret,
  concurrentTasksLimit: number,
  taskTimeout: duration,
  taskTimeoutJanitorFrequency: duration,
  taskRecovery: map(any, { enabled: boolean, staleTimeout: duration }),
  requireScmUserCredentials: boolean,
  defaultEnvironment: object({ parameters: map(any), secrets: map(secret) }),
  auditor: object({ taskParameterMaxLength: number }),
  github: removed("It moved to 'integrations.github'"),
  gitlab: removed("It moved to 'integrations.gitlab'"),
  bitbucket: removed("It moved to 'integrations.bitbucketCloud' or 'integrations.bitbucketServer'"),
  azure: removed("It moved to 'integrations.azure'"),
})

const bucketCredentials = either(secret, map(secret, { roleArn: string, accountName: string }))

export const techdocs = object({
  builder: frontend(choice('local', 'external')),
  generator: object({
    runIn: choice('docker', 'local'),
    dockerImage: string,
    pullImage: boolean,
    pullOptions: object({ authconfig: map(secret) }),
    mkdocs: map(any),
  }),
  generators: deprecated(object({ techdocs: choice('docker', 'local') }), "Use 'techdocs.generator.runIn'"),
  publisher: object({
    type: choice('local', 'awsS3', 'googleGcs', 'azureBlobStorage', 'openStackSwift'),
    local: object({ publishDirectory: string }),
    awsS3: object({
      bucketName: string,
      bucketRootPath: string,
      region: string,
      endpoint: string,
      s3ForcePathStyle: boolean,
      sse: string,
      accountId: scalar,
      credentials: bucketCredentials,
      httpsProxy: string,
      maxAttempts: number,
    }),
    googleGcs: object({
      bucketName: string,
      bucketRootPath: string,
      credentials: either(secret, map(any, { private_key: secret })),
      projectId: string,
    }),
    azureBlobStorage: object({
      containerName: string,
      connectionString: secret,
      credentials: object({ accountName: string, accountKey: secret }),
    }),
    openStackSwift: object({
      containerName: string,
      credentials: object({ id: secret, secret }),
      authUrl: string,
      swiftUrl: string,
    }),
  }),
  cache: object({ ttl: durationOrMs, readTimeout: durationOrMs }),
  legacyUseCaseSensitiveTripletPaths: frontend(boolean),
  sanitizer: deepFrontend(
    object({
      allowedIframeHosts: list(string),
      allowedCustomElementTagNameRegExp: string,
      allowedCustomElementAttributeNameRegExp: string,
      additionalAllowedURIProtocols: list(string),
    }),
  ),
  storageUrl: deprecated(string, 'The address is known; the key is not needed'),
  requestUrl: deprecated(string, 'The address is known; the key is not needed'),
})

const collator: Key = map(any, {
  schedule,
  locationTemplate: string,
  batchSize: number,
  parallelismLimit: number,
  legacyPathCasing: boolean,
})

export const search = object({
  maxPageLimit: number,
  maxTermLength: number,
  permissions: object({ queryLatencyBudgetMs: number }),
  defaultType: frontend(string),
  query: deepFrontend(object({ pageLimit: number })),
  collators: map(collator),
  pg: object({ highlightOptions: map(any), normalization: any, indexerBatchSize: number }),
  elasticsearch: map(any, { auth: map(secret, { username: string }) }),
})

export const permission = object({
  enabled: frontend(boolean),
  EXPERIMENTAL_enableBatchedRequests: boolean,
  policy: object({ admins: stringOrList, default: stringOrList, roles: map(any), assignments: list(any) }),
  rbac: object({
    admin: object({ users: list(any), superUsers: list(any) }),
    'policies-csv-file': string,
    conditionalPoliciesFile: string,
    policyFileReload: boolean,
    pluginsWithPermission: stringOrList,
    maxDepth: number,
    database: map(any),
    providers: map(any),
  }),
  opa: map(any),
})

const proxied: Key = either(
  string,
  map(any, {
    target: required(string),
    changeOrigin: boolean,
    headers: map(secret),
    pathRewrite: map(string),
    allowedMethods: list(string),
    allowedHeaders: list(string),
    credentials: choice('require', 'forward', 'dangerously-allow-unauthenticated'),
    secure: boolean,
  }),
)

export const proxy = map(proxied, {
  endpoints: map(proxied),
  skipInvalidProxies: boolean,
  reviveConsumedRequestBodies: boolean,
})

const cluster = map(any, {
  name: string,
  url: string,
  title: string,
  authProvider: string,
  serviceAccountToken: secret,
  skipTLSVerify: boolean,
  skipMetricsLookup: boolean,
  caData: string,
  caFile: string,
  dashboardUrl: string,
})

export const kubernetes = map(any, {
  frontend: deepFrontend(object({ podDelete: object({ enabled: boolean }) })),
  serviceLocatorMethod: object({ type: choice('multiTenant', 'singleTenant', 'catalogRelation') }),
  clusterLocatorMethods: list(map(any, { type: required(string), clusters: list(cluster) })),
  clusterLocatorContinueOnError: boolean,
  objectTypes: list(string),
  customResources: list(map(any)),
  apiVersionOverrides: map(string),
  proxy: map(any),
})

export const events = map(any, {
  http: object({ topics: list(string) }),
  useEventBus: scalar,
  notifyTimeoutMs: number,
  modules: map(any, { github: map(any, { webhookSecret: secret }) }),
})

export const notifications = map(any, {
  concurrencyLimit: number,
  throttleInterval: durationOrMs,
  retention: either(boolean, duration),
})

export const home = deepFrontend(map(any))
export const devTools = map(any, { info: object({ packagePrefixes: list(string) }) })
export const mcpActions = map(any, { name: string, description: string, namespacedToolNames: boolean })
export const discovery = object({
  endpoints: list(object({ target: required(either(string, map(string))), plugins: required(stringOrList) })),
})
/** Sections of community plugins that Backstage's own contract keeps: never reported as unknown. */
export const kept: Key = map(any)
