import type { EntityView } from '@callboard/sdk/model'
import type { Found, Portal } from '@callboard/sdk/web'
import { kindSingular } from '@callboard/ui'
import { queryEntities } from './catalog-data.ts'
import { specText, titleOf } from './entity-text.ts'
import { rankOf } from './word-rank.ts'

const fields = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'spec.type',
  'spec.owner',
  'spec.profile.displayName',
  'spec.target',
]
const kinds = ['component', 'api', 'resource', 'system', 'domain', 'group', 'user', 'template', 'location']
const most = 8
/** Enough letters of a word with a typing error in it to find what was meant. */
const beginning = 3

/**
 * Entities for the palette. The longest word is looked for in names and titles, the others may also say kind, type,
 * owner or namespace (`api payments`); a word that finds nothing is taken for a slip of the fingers.
 */
export async function findEntities(portal: Portal, words: string, signal: AbortSignal): Promise<Found[]> {
  const all = words.toLowerCase().split(/\s+/).filter(Boolean)
  const named = all.length > 1 ? all.find((word) => kinds.includes(singular(word))) : undefined
  const others = all.filter((word) => word !== named)
  const [longest = '', second] = others.toSorted((a, b) => b.length - a.length)
  const filter = named ? [`kind=${singular(named)}`] : []
  const read = async (text: string) =>
    (
      await queryEntities(
        portal,
        { filter, fields, limit: 60, order: 'metadata.name,asc', text, total: false },
        { signal },
      )
    ).items
  // What is in the longest word may be a slip, so the next word is asked for, and then how it begins.
  const texts = [longest, second, longest.length > beginning ? longest.slice(0, beginning) : undefined]
  for (const text of texts) {
    const found = text === undefined ? [] : best(await read(text), others)
    if (found.length > 0) return found.map(foundOf)
  }
  return []
}

function best(entities: EntityView[], words: string[]): EntityView[] {
  return entities
    .map((entity) => ({ entity, rank: rankOf(words, namesOf(entity), factsOf(entity)) }))
    .flatMap(({ entity, rank }) => (rank === undefined ? [] : [{ entity, rank }]))
    .toSorted((a, b) => a.rank - b.rank || titleOf(a.entity).length - titleOf(b.entity).length)
    .slice(0, most)
    .map(({ entity }) => entity)
}

function namesOf(entity: EntityView): string[] {
  return [entity.metadata.name.toLowerCase(), titleOf(entity).toLowerCase()]
}

function factsOf(entity: EntityView): string {
  const facts = [
    entity.kind,
    specText(entity, 'type'),
    specText(entity, 'owner'),
    entity.metadata.namespace ?? 'default',
  ]
  return facts.join(' ').toLowerCase()
}

function foundOf(entity: EntityView): Found {
  const namespace = (entity.metadata.namespace ?? 'default').toLowerCase()
  const { name } = entity.metadata
  const title = titleOf(entity)
  const parts = [
    kindSingular(entity.kind),
    specText(entity, 'type'),
    namespace === 'default' ? '' : namespace,
  ]
  return {
    title,
    kind: entity.kind,
    detail: [title === name ? '' : name, ...parts].filter(Boolean).join(' · '),
    to: `/catalog/${encodeURIComponent(namespace)}/${entity.kind.toLowerCase()}/${encodeURIComponent(name)}`,
  }
}

/** `apis` → `api`, `components` → `component`. */
function singular(word: string): string {
  return word.replace(/s$/, '')
}
