import type { Log, PortalError } from '@callboard/sdk'
import type { LocationRef } from '@callboard/sdk/model'
import type { SourceFile } from '../ingest/types.ts'

/** Where files are read from. Stateless for the caller: what is remembered only saves requests. */
export interface Reader {
  /**
   * Reads one file; `unchanged` when its validator says so.
   *
   * @throws not_found | forbidden | upstream_failed | too_large | input | unavailable
   */
  read(
    location: LocationRef,
    known: { etag: string | null },
    signal?: AbortSignal,
  ): Promise<SourceFile | 'unchanged'>
  /** Many files at once, cheapest first look first. Results in order; a failure is a value. */
  readMany(
    items: { location: LocationRef; etag: string | null }[],
    signal?: AbortSignal,
  ): Promise<(SourceFile | 'unchanged' | PortalError)[]>
  /** A target that may hold globs → locations of files, sorted. A plain target is returned as it is. */
  expand(target: LocationRef, signal?: AbortSignal): Promise<LocationRef[]>
  /**
   * Resolves what a file refers to. `include` (default; `$text` and friends) is always relative to the
   * folder of the file; a `target` of a Location of type `file` only when it starts with a dot, otherwise
   * it is kept as it is (catalog-model §8, §10).
   */
  resolve(base: LocationRef, relative: string, as?: 'include' | 'target'): LocationRef
  /** The derived annotations view-url, edit-url and source-location (with its `url:` prefix). */
  links(location: LocationRef): Links
}

export interface Links {
  view?: string
  edit?: string
  source?: string
}

/** Everything reading needs to know, as plain JSON: it crosses into a worker thread. */
export interface ReaderSettings {
  allow: AllowRule[]
  github: GithubSettings[]
  /** Hosts whose URL shapes are known, for links; reading them needs an integration. */
  hosts: KnownHost[]
  /** Folders a relative `file` target is tried in, in order. The first is the working directory. */
  fileRoots: string[]
  /** Folders of configured file locations: a symlink below one must stay below it. */
  trustedFolders: string[]
  limits: ReadLimits
}

/** One entry of `backend.reading.allow`. */
export interface AllowRule {
  host: string
  paths?: string[]
}

export interface GithubSettings {
  host: string
  apiBaseUrl: string
  rawBaseUrl: string
  token: string | null
  /** A GitHub App is configured; reading does not use it yet, and says so where it would have helped. */
  hasApp?: boolean
}

export type HostKind =
  | 'github'
  | 'gitlab'
  | 'bitbucketCloud'
  | 'bitbucketServer'
  | 'azure'
  | 'gitea'
  | 'gerrit'
  | 'harness'

export interface KnownHost {
  kind: HostKind
  host: string
}

export interface ReadLimits {
  /** Largest file, decompressed. */
  maxBytes: number
  /** For one read, redirects and body included. */
  timeoutMs: number
  maxRedirects: number
  /** Folder entries one glob may look at. */
  maxGlobEntries: number
}

/** What the reader is given. `now` is there so that a rate limit can be waited out in a test. */
export interface ReaderDeps {
  fetch: typeof fetch
  log: Log
  now?: () => number
}
