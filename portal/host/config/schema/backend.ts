import {
  any,
  boolean,
  choice,
  deprecated,
  duration,
  durationOrMs,
  either,
  frontend,
  type Key,
  lenientList,
  list,
  map,
  number,
  object,
  removed,
  required,
  scalar,
  secret,
  string,
  stringOrList,
} from './key.ts'

const connection = either(
  secret,
  map(any, {
    host: scalar,
    port: number,
    user: scalar,
    password: secret,
    database: scalar,
    filename: string,
    directory: string,
    connectionString: secret,
    ssl: either(boolean, string, map(any, { key: secret, ca: any, cert: any, rejectUnauthorized: boolean })),
    type: string,
  }),
)

const knexConfig = map(any, {
  pool: map(any, {
    min: number,
    max: number,
    acquireTimeoutMillis: number,
    idleTimeoutMillis: number,
  }),
})

const onFailure = choice('abort', 'continue')

const database = object({
  client: string,
  connection,
  prefix: string,
  pluginDivisionMode: choice('database', 'schema'),
  schemaPrefix: string,
  ensureExists: boolean,
  ensureSchemaExists: boolean,
  role: string,
  knexConfig,
  skipMigrations: either(boolean, any),
  useNullAsDefault: removed('It belonged to an old query builder and has no effect'),
  plugin: map(
    object({
      client: string,
      connection,
      ensureExists: boolean,
      ensureSchemaExists: boolean,
      knexConfig,
      role: string,
      skipMigrations: any,
      pluginDivisionMode: string,
    }),
  ),
})

const accessRestrictions = list(
  object({ plugin: required(string), permission: stringOrList, permissionAttribute: map(stringOrList) }),
)

/** One shape for the three types: `token`, `secret` and `url` belong to different ones. */
const externalAccess: Key = lenientList(
  object({
    type: required(choice('static', 'legacy', 'jwks')),
    options: required(
      object({
        token: secret,
        subject: string,
        secret,
        url: string,
        algorithm: stringOrList,
        issuer: stringOrList,
        audience: stringOrList,
        subjectPrefix: string,
      }),
    ),
    accessRestrictions,
  }),
)

const registration = either(boolean, map(any, { enabled: boolean }))

const auth = object({
  keys: deprecated(
    lenientList(object({ secret })),
    "It is still accepted as legacy external access; use 'externalAccess'",
  ),
  dangerouslyDisableDefaultAuthPolicy: boolean,
  pluginKeyStore: object({
    type: choice('database', 'static'),
    static: object({
      keys: list(object({ publicKeyFile: string, privateKeyFile: string, keyId: string, algorithm: string })),
    }),
  }),
  externalAccess,
  experimentalDynamicClientRegistration: registration,
})

const limit = {
  global: boolean,
  window: durationOrMs,
  incomingRequestLimit: number,
  passOnStoreError: boolean,
  ipAllowList: list(string),
  skipSuccessfulRequests: boolean,
  skipFailedRequests: boolean,
}

const cacheClient = map(any, {
  client: map(any, {
    namespace: string,
    keyPrefixSeparator: string,
    clearBatchSize: number,
    useUnlink: boolean,
  }),
  cluster: any,
})

export const backend = object({
  baseUrl: frontend(string),
  listen: either(string, number, object({ host: string, port: number })),
  trustProxy: either(boolean, number, string, list(string)),
  https: either(boolean, object({ certificate: object({ cert: required(string), key: required(secret) }) })),
  server: object({
    headersTimeout: durationOrMs,
    requestTimeout: durationOrMs,
    keepAliveTimeout: durationOrMs,
    timeout: durationOrMs,
    maxHeadersCount: number,
    maxRequestsPerSocket: number,
  }),
  cors: either(
    boolean,
    object({
      origin: either(boolean, string, list(string)),
      methods: stringOrList,
      allowedHeaders: stringOrList,
      exposedHeaders: stringOrList,
      credentials: boolean,
      maxAge: number,
      preflightContinue: boolean,
      optionsSuccessStatus: number,
    }),
  ),
  csp: either(boolean, map(either(boolean, string, list(string)))),
  referrer: object({ policy: stringOrList }),
  lifecycle: object({ startupRequestPauseTimeout: durationOrMs, serverShutdownDelay: durationOrMs }),
  logger: object({
    level: choice('debug', 'info', 'warn', 'error', 'verbose', 'silly', 'http'),
    meta: map(any),
    overrides: list(object({ matchers: map(any), level: string })),
  }),
  auditor: object({ severityLogLevelMappings: map(string), console: any }),
  health: object({ headers: map(scalar) }),
  /** `access` is ours: who may read `/metrics`. */
  metrics: map(any, { access: either(boolean, choice('public', 'signed-in', 'off')) }),
  tracing: any,
  rateLimit: either(
    boolean,
    object({
      store: object({ type: choice('memory', 'redis'), connection: secret, migrate: any, client: any }),
      ...limit,
      plugin: map(object(limit)),
    }),
  ),
  workingDirectory: string,
  reading: object({
    allow: lenientList(object({ host: required(string), paths: list(string) })),
    maxBytes: number,
    timeout: duration,
  }),
  packages: any,
  actions: object({ pluginSources: list(string), filter: any }),
  startup: object({
    default: object({ onPluginBootFailure: onFailure, onPluginModuleBootFailure: onFailure }),
    plugins: map(
      object({
        onPluginBootFailure: onFailure,
        modules: map(object({ onPluginModuleBootFailure: onFailure })),
      }),
    ),
  }),
  database,
  cache: object({
    store: choice('memory', 'redis', 'valkey', 'memcache', 'infinispan'),
    connection: secret,
    defaultTtl: either(number, duration),
    redis: cacheClient,
    valkey: cacheClient,
    infinispan: any,
    useRedisSets: removed('The cache of this portal needs no Redis sets'),
  }),
  auth,
  externalAccess: {
    ...externalAccess,
    removed: "It has no effect here; tokens belong under 'backend.auth.externalAccess'",
  },
})
