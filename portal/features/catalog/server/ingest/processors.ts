/** Steps of reading an entity that the config can leave out, by Backstage's names (contract: catalog-engine §5). */
export const processors = [
  'PlaceholderProcessor',
  'FileReaderProcessor',
  'url-reader',
  'AnnotateLocationEntityProcessor',
] as const

export type ProcessorName = (typeof processors)[number]

/** What `catalog.disableDefaultProcessors` leaves out. */
export const defaultProcessors: readonly ProcessorName[] = [
  'FileReaderProcessor',
  'url-reader',
  'AnnotateLocationEntityProcessor',
]

/** Who reads locations of these types. */
export const readerOf: { readonly [type: string]: ProcessorName } = {
  file: 'FileReaderProcessor',
  url: 'url-reader',
}
