import type { Generated } from 'kysely'

/**
 * The catalog's tables. Refs are interned: `catalog_refs.id` is the id of an entity, whether or not the
 * entity exists, so that relations are pairs of integers and a dangling target costs one row.
 *
 * Instants are milliseconds since 1970 (UTC). JSON is text, parsed at the edge. Lower-cased lookup columns.
 */
export interface CatalogTables {
  catalog_refs: { id: Generated<number>; ref: string }
  catalog_sources: SourceRow
  catalog_files: FileRow
  /** Why a file is read: the Location entity `ref_id`, which stands in the file `parent_id`, points to it. */
  catalog_file_parents: { file_id: number; parent_id: number; ref_id: number }
  catalog_claims: ClaimRow
  catalog_entities: EntityRow
  catalog_relation_types: { id: Generated<number>; type: string }
  catalog_relations: {
    origin_id: number
    source_id: number
    type_id: number
    target_id: number
    since: number
  }
  catalog_past_relations: {
    origin_id: number
    source_id: number
    type_id: number
    target_id: number
    since: number
    until: number
  }
  catalog_terms: TermRow
  catalog_postings: { term_id: number; entity_id: number }
  catalog_problems: ProblemRow
  catalog_history: HistoryRow
  catalog_meta: { key: string; value: number }
}

/** A root: where reading starts. One row per config location, registered location or provider. */
export interface SourceRow {
  id: string
  kind: 'config' | 'registered' | 'provider'
  /** Location type (`url`, `file`) or, for providers, `provider`. */
  type: string
  target: string
  /** `optional`: a missing target is no problem. */
  presence: 'required' | 'optional'
  /** Who wins when two sources claim one ref: lower wins. Config by position, then registered by age, then providers. */
  precedence: number
  /** The generated Location entity of this root. */
  location_id: number | null
  created_at: number
  /** When the last complete read ended; written only when something changed or the state did. */
  last_change_at: number | null
  state: 'pending' | 'ok' | 'failing'
  /** Rules and program version the files were last processed with; another value means: process all again. */
  fingerprint: string | null
}

/** One file (or other document container) as last read, under one source. */
export interface FileRow {
  id: Generated<number>
  source_id: string
  /** `url:https://…` or `file:/…`: the location key and `managed-by-location` of its entities. `root:` for the generated Location. */
  location: string
  /** Validator of the last good read: HTTP ETag, commit sha, or mtime-size-inode for files. */
  etag: string | null
  content_hash: string | null
  /** Commit or revision the content came from, when known. */
  revision: string | null
  /** JSON: what its Location documents point to, `[{ type, target, presence, ref }]` (ref of the Location). */
  targets: string | null
  /** JSON: `$text`/`$json`/`$yaml` files read for it, `[{ url, etag, hash }]`. */
  includes: string | null
  /** `ok`, `failing` (the last good content is kept), `missing`. */
  state: 'ok' | 'failing' | 'missing'
  changed_at: number
}

/**
 * A document that claims a ref. Several may; the winner is the entity, the others keep their draft here.
 * The order: generated Locations first, then lowest source precedence, then file location in byte order,
 * then, within a file, the later document.
 */
export interface ClaimRow {
  file_id: number
  document: number
  ref_id: number
  hash: string
  /** JSON of the processed draft while this claim is not the winner, else null. */
  draft: string | null
}

export interface EntityRow {
  /** = catalog_refs.id */
  id: number
  uid: string
  ref: string
  kind: string
  namespace: string
  name: string
  title: string | null
  type: string | null
  lifecycle: string | null
  owner: string | null
  system: string | null
  file_id: number | null
  document: number | null
  /** Line in the file where its document starts, from 1. */
  line: number | null
  source_id: string
  /** Hash of the content that `body` came from; equal hash → no write. */
  hash: string
  /** JSON of the entity as the API answers it, without `relations` and `status`. */
  body: string
  orphaned_at: number | null
  created_at: number
  updated_at: number
}

/** A (key, value) pair of the flattened entity (contract: catalog-model §12), interned. */
export interface TermRow {
  id: Generated<number>
  key: string
  /** Lower-cased value; when `is_null`, '' or a long text in which only words are looked for. */
  value: string
  /** Value as written, for facets. */
  original: string
  /** 1 when only existence can be matched: null, or longer than 200 characters. */
  is_null: number
}

/**
 * Something wrong with a file. Where it shows:
 * - `ref_id` null: on every entity of the file, and on the Locations that point to the file;
 * - `ref_id` set: on that entity when this file owns it (entity.file_id = file_id), otherwise on the
 *   Locations that point to the file (`catalog_file_parents.ref_id`).
 * Problems of a root itself belong to its `root:` file and the ref of its generated Location.
 */
export interface ProblemRow {
  id: Generated<number>
  source_id: string
  file_id: number | null
  /** The entity its document declares; null when the problem is the whole file's. */
  ref_id: number | null
  severity: 'error' | 'warning' | 'info'
  name: string
  message: string
  hint: string | null
  file: string | null
  line: number | null
  column: number | null
  first_seen_at: number
}

/** One accepted change of one entity. */
export interface HistoryRow {
  id: Generated<number>
  ref_id: number
  uid: string
  at: number
  change: 'created' | 'updated' | 'deleted'
  /** JSON of the entity after the change; null for `deleted`, and while it is the body in `catalog_entities`. */
  body: string | null
  hash: string | null
  /** JSON: { source, location?, revision?, etag?, actor } */
  cause: string
}
