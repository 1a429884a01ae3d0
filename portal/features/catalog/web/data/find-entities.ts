import type { Found, Portal } from '@callboard/sdk/web'
import { kindSingular } from '@callboard/ui'
import { queryEntities } from './catalog-data.ts'
import { specText, titleOf } from './entity-text.ts'

/** Entities for the palette: what starts with the words before what only contains them. */
export async function findEntities(portal: Portal, words: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await queryEntities(
    portal,
    {
      filter: [],
      fields: [
        'kind',
        'metadata.name',
        'metadata.namespace',
        'metadata.title',
        'spec.type',
        'spec.profile.displayName',
        'spec.target',
      ],
      limit: 40,
      order: 'metadata.name,asc',
      text: words,
      total: false,
    },
    { signal },
  )
  const wanted = words.toLowerCase()
  const rank = (text: string) => (text === wanted ? 0 : text.startsWith(wanted) ? 1 : 2)
  return items
    .map((entity) => ({ entity, title: titleOf(entity), name: entity.metadata.name.toLowerCase() }))
    .map((found) => ({ ...found, rank: Math.min(rank(found.title.toLowerCase()), rank(found.name)) }))
    .toSorted((a, b) => a.rank - b.rank || a.title.length - b.title.length)
    .slice(0, 8)
    .map(({ entity, title }) => {
      const namespace = (entity.metadata.namespace ?? 'default').toLowerCase()
      const name = entity.metadata.name
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
    })
}
