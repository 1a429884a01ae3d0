/** What one file may cost. Hostile input meets these numbers, honest input never should. */
export const limits = {
  /** Characters of one file, and of one included file. */
  fileChars: 10 * 1024 * 1024,
  /** Levels of nesting in one document. */
  depth: 100,
  /** Keys and values one document may hold once its aliases are written out. */
  nodes: 500_000,
  /** Characters one document may hold once its aliases are written out. */
  chars: 20 * 1024 * 1024,
  /** Alias uses (`*name`) in one document. */
  aliases: 5_000,
  /** Above this many characters a document is read by js-yaml only: `yaml` costs 100 MB a megabyte. */
  referenceChars: 1024 * 1024,
  /** Documents in one file. */
  documents: 100_000,
  /** Documents of one file that are read again for exact lines and columns; later ones get their first line. */
  positionedDocuments: 300,
  /** Problems kept for one document. */
  problemsPerDocument: 10,
  /** Characters of an entity ref and of a location target: both become keys of database indexes. */
  refChars: 1_000,
  targetChars: 2_000,
  /** Files one file may pull in with placeholders, `$ref` files included. */
  includes: 200,
} as const
