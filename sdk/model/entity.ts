import type { JsonObject, JsonValue } from './json.ts'

/** A thing in the catalog, as read from a file (contract: catalog-model §1). */
export interface Entity {
  apiVersion: string
  kind: string
  metadata: EntityMetadata
  spec?: JsonObject
}

export interface EntityMetadata {
  [key: string]: JsonValue | undefined
  name: string
  namespace?: string
  title?: string
  description?: string
  labels?: { [key: string]: string }
  annotations?: { [key: string]: string }
  tags?: string[]
  links?: EntityLink[]
  uid?: string
  etag?: string
}

export type EntityLink = { url: string; title?: string; icon?: string; type?: string }

/** One direction of a relation as it appears on an entity. `targetRef` is a full lower-case ref. */
export interface EntityRelation {
  type: string
  targetRef: string
}

/** A relation as stored: both ends named, both full lower-case refs. */
export interface Relation {
  source: string
  type: string
  target: string
}

export interface StatusItem {
  type: string
  level: 'info' | 'warning' | 'error'
  message: string
  error?: { name: string; message: string; [key: string]: JsonValue | undefined }
}

/** An entity as the API answers it: with relations, and with status when something is wrong. */
export interface EntityView extends Entity {
  relations?: EntityRelation[]
  status?: { items: StatusItem[] }
}
