import type { JsonObject } from '@callboard/sdk/model'

/** Which entities, in which order. */
export interface Listing {
  query: JsonObject
  words: string
  /** Field to sort by. */
  field: string
  isDown: boolean
}

/**
 * The parts of a listing, one after the other: the API leaves out what lacks the field a list is sorted by, so
 * those entities follow by name.
 */
export function partsOf(listing: Listing): Listing[] {
  const { query, field } = listing
  if (field === 'metadata.name') return [listing]
  const lacking = { $all: [query, { [field]: { $exists: false } }] }
  return [listing, { ...listing, query: lacking, field: 'metadata.name', isDown: false }]
}
