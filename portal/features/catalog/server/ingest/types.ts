import type { Entity, LocationRef, Problem, Relation } from '@callboard/sdk/model'

/**
 * The values that travel along the pipeline:
 * target ─read→ SourceFile ─parse→ Draft[] ─process→ Processed ─save→ rows.
 */

/** A place to read, named by a root or by a Location entity. */
export interface Target extends LocationRef {
  /** `optional`: a missing target is silent; `required`: it is a problem on the Location. */
  presence: 'required' | 'optional'
  /** Where it is written in the file that names it; nowhere when code or a request names it. */
  line?: number
  column?: number
}

/** The content of one file, with what is needed to ask cheaply next time. */
export interface SourceFile {
  /** `type:target` of this very file, globs resolved. */
  location: LocationRef
  text: string
  etag: string | null
  revision: string | null
}

/** One YAML document, not yet trusted. */
export interface Draft {
  /** Position in the file, counting every non-empty document from 0. */
  document: number
  /** Line where the document's content starts, from 1. */
  line: number
  value: unknown
  /** Its text in the file: `text.slice(start, end)`; used to find positions. */
  start: number
  end: number
}

/** A document that became an entity. */
export interface Processed {
  document: number
  line: number
  ref: string
  /** Normalised, annotations set, no uid, no etag, no relations. */
  entity: Entity
  relations: Relation[]
  /** What its Location document points to (empty for other kinds). Globs not resolved. */
  targets: Target[]
  /** Files pulled in by `$text`, `$json`, `$yaml`. */
  includes: Include[]
  /** SHA-256 (hex, first 32 characters) of the canonical JSON of entity + relations + targets. */
  hash: string
  /** What is wrong but does not stop the entity: a refused target of a Location, an unknown kind. */
  problems: Problem[]
}

/** A file whose content became part of an entity. */
export interface Include {
  /** `type:target`; for URLs this is the refresh key of catalog-model §8. */
  url: string
  etag: string | null
  hash: string
}

/** A problem of a document that gave no entity; `ref` when the document could still be identified. */
export type DocumentProblem = Problem & { document?: number; ref?: string }

/** The outcome of one file: whatever was good, and a problem for whatever was not. */
export interface ProcessedFile {
  entities: Processed[]
  problems: DocumentProblem[]
  /**
   * Every file that placeholders asked for, those of failed documents and failed reads (empty hash) too: when
   * one of them changes, the file is to be processed again.
   */
  includes: Include[]
}
