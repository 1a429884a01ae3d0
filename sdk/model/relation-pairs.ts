/** The two directions of one relation, with the words the UI uses for each. */
export interface RelationPair {
  forward: string
  reverse: string
  forwardTitle: string
  reverseTitle: string
}

/** The well-known relations (contract: catalog-model §6). Other producers may add any `^\w+$` type. */
export const relationPairs: readonly RelationPair[] = [
  { forward: 'ownedBy', reverse: 'ownerOf', forwardTitle: 'owned by', reverseTitle: 'owner of' },
  {
    forward: 'providesApi',
    reverse: 'apiProvidedBy',
    forwardTitle: 'provides API',
    reverseTitle: 'API provided by',
  },
  {
    forward: 'consumesApi',
    reverse: 'apiConsumedBy',
    forwardTitle: 'consumes API',
    reverseTitle: 'API consumed by',
  },
  {
    forward: 'dependsOn',
    reverse: 'dependencyOf',
    forwardTitle: 'depends on',
    reverseTitle: 'dependency of',
  },
  { forward: 'partOf', reverse: 'hasPart', forwardTitle: 'part of', reverseTitle: 'has part' },
  { forward: 'parentOf', reverse: 'childOf', forwardTitle: 'parent of', reverseTitle: 'child of' },
  { forward: 'memberOf', reverse: 'hasMember', forwardTitle: 'member of', reverseTitle: 'has member' },
]

const titles = new Map<string, string>()
const reverses = new Map<string, string>()
for (const pair of relationPairs) {
  titles.set(pair.forward, pair.forwardTitle)
  titles.set(pair.reverse, pair.reverseTitle)
  reverses.set(pair.forward, pair.reverse)
  reverses.set(pair.reverse, pair.forward)
}

/** The words for a relation type; an unknown type is its own title. */
export function relationTitle(type: string): string {
  return titles.get(type) ?? type
}

/** The type of the other direction, when the pair is well known. */
export function reverseRelation(type: string): string | undefined {
  return reverses.get(type)
}
