import type { z } from 'zod'
import type { Audit } from './audit.ts'
import type { Credentials } from './auth.ts'
import type { Database, Migration } from './database.ts'
import type { Jobs } from './jobs.ts'
import type { Log } from './log.ts'
import type { Permissions } from './permission.ts'
import type { Handlers, Routes } from './route.ts'

/** Everything a feature or plugin is given. Nothing else is reachable. */
export interface FeatureContext {
  log: Log
  db: Database
  jobs: Jobs
  events: Events
  clock: Clock
  /** Outgoing HTTP: proxy-aware, timed, never follows redirects by itself unless asked. */
  fetch: typeof fetch
  /** The whole config as plain data (secrets are strings here; never log it). Prefer the feature's own schema. */
  config: ConfigReader
  /** Aborted at shutdown. */
  signal: AbortSignal
  /** Folder for files the feature must keep between starts. */
  dataDir: string
  /** The policy. Routes are checked against it by the host; ask it for single things and for lists. */
  permissions: Permissions
  /** Changes through routes are recorded by the host; record here what no route shows. */
  audit: Audit
  /** Prometheus: `metrics.counter('catalog_processed_entities', 'help', ['result'])`. */
  metrics: Metrics
}

export interface ConfigReader {
  /** The parsed section of a zod schema; parsed once per call site at start-up. */
  section<S extends z.ZodType>(key: string, schema: S): z.output<S>
  /** Raw value at a dotted path, or undefined. */
  get(path: string): unknown
  /** `app-config.yaml:12:5` of the file a key came from, for messages. */
  origin(path: string): { file: string; line: number; column: number } | undefined
  /** Folders of the `--config` files, lowest priority first. */
  folders: string[]
  /** Calls back with a new reader after a config file changed on disk. */
  onChange(listener: (config: ConfigReader) => void): void
}

export interface Events {
  publish(topic: string, payload: unknown): void
  subscribe(topic: string, listener: (payload: unknown) => void | Promise<void>): () => void
}

export interface Clock {
  now(): number
}

export interface Metrics {
  counter(
    name: string,
    help: string,
    labels?: string[],
  ): { inc(labels?: Record<string, string>, by?: number): void }
  gauge(
    name: string,
    help: string,
    labels?: string[],
  ): { set(value: number, labels?: Record<string, string>): void }
  histogram(
    name: string,
    help: string,
    labels?: string[],
  ): { observe(seconds: number, labels?: Record<string, string>): void }
}

/** Turns a bearer token into credentials; identity implements it, http calls it. */
export interface Authenticator {
  /**
   * `limited` also accepts the limited user token that cookies carry; `plugin` is the one being called,
   * which a service token must name; wrong tokens are counted for `ip`.
   *
   * @throws `unauthenticated` for a token that is not valid.
   */
  authenticate(
    token: string,
    options?: { limited?: boolean; plugin?: string | undefined; ip?: string | undefined },
  ): Promise<Credentials>
}

/** A part of the portal: a value, listed in builtin.ts. Nothing runs at import. */
export interface Feature<Rs extends Routes = Routes> {
  id: string
  migrations?: Migration[]
  routes: Rs
  /** Runs once the database is ready. */
  setup(ctx: FeatureContext): Promise<FeatureParts<Rs>>
}

export interface FeatureParts<Rs extends Routes = Routes> {
  handlers: Handlers<Rs>
  /** Called after every feature is set up and HTTP answers. */
  start?(): Promise<void>
  stop?(): Promise<void>
  /** Raw handlers under `/api/<feature id>` for paths that `routes` cannot say (streams, vendor protocols). */
  health?(): Promise<{ status: 'ok' | 'degraded'; message?: string }>
}
