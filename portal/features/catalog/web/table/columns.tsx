import type { EntityView } from '@callboard/sdk/model'
import type { ReactNode } from 'react'
import { annotationOf, objectOf, specText, tagsOf, textOf, titleOf } from '../data/entity-text.ts'
import { DefinitionLink, DocsCell, NameCell, ReadAt, RefCell, RefText, TagsCell, TextCell } from './cells.tsx'

export interface Column {
  id: string
  title: string
  /** Pixels it needs. */
  min: number
  /** Its share of the room that is left; none: it keeps its width. */
  grow?: number
  /** Field to sort by; columns without one are not sortable. */
  sort?: string
  /** What stands in an exported table; columns without it are not exported. */
  text?(entity: EntityView): string
  /** What stands in one line with others on a card; without it, the text. */
  fact?(entity: EntityView): ReactNode
  cell(entity: EntityView): ReactNode
}

type TextColumn = Omit<Column, 'cell'> & { isMuted?: boolean; text(entity: EntityView): string }

function textColumn({ isMuted = false, ...column }: TextColumn): Column {
  return { ...column, cell: (entity) => <TextCell value={column.text(entity)} isMuted={isMuted} /> }
}

function specColumn(id: string, title: string, min: number, grow: number): Column {
  return textColumn({ id, title, min, grow, sort: `spec.${id}`, text: (entity) => specText(entity, id) })
}

function refColumn(id: string, title: string, kind: string, min: number, grow: number): Column {
  return {
    ...specColumn(id, title, min, grow),
    cell: (entity) => <RefCell entity={entity} field={id} kind={kind} />,
    fact: (entity) => <RefText entity={entity} field={id} kind={kind} />,
  }
}

const name: Column = {
  id: 'name',
  title: 'Name',
  min: 200,
  grow: 1.3,
  sort: 'metadata.name',
  text: titleOf,
  cell: (entity) => <NameCell entity={entity} />,
}
const type = specColumn('type', 'Type', 84, 0.5)
const lifecycle = specColumn('lifecycle', 'Lifecycle', 92, 0.5)
const owner = refColumn('owner', 'Owner', 'group', 120, 0.8)
const system = refColumn('system', 'System', 'system', 110, 1)
const domain = refColumn('domain', 'Domain', 'domain', 110, 0.95)
const parent = refColumn('parent', 'Parent', 'group', 110, 0.8)
const description = textColumn({
  id: 'description',
  title: 'Description',
  min: 140,
  grow: 1.9,
  isMuted: true,
  text: (entity) => textOf(entity.metadata.description),
})
const tags: Column = {
  id: 'tags',
  title: 'Tags',
  min: 100,
  grow: 0.7,
  sort: 'metadata.tags',
  text: (entity) => tagsOf(entity).join(' '),
  cell: (entity) => <TagsCell tags={tagsOf(entity)} />,
}
const email = textColumn({
  id: 'email',
  title: 'E-mail',
  min: 140,
  grow: 1,
  sort: 'spec.profile.email',
  isMuted: true,
  text: (entity) => textOf(objectOf(entity.spec?.profile).email),
})
const targets = textColumn({
  id: 'targets',
  title: 'Targets',
  min: 200,
  grow: 2,
  sort: 'spec.target',
  isMuted: true,
  text: (entity) => {
    const { target, targets } = entity.spec ?? {}
    return [target, ...(Array.isArray(targets) ? targets : [])].map(textOf).filter(Boolean).join(', ')
  },
})
const definition: Column = {
  id: 'definition',
  title: 'API Definition',
  min: 104,
  cell: (entity) => <DefinitionLink entity={entity} />,
}
const docs: Column = {
  id: 'docs',
  title: 'Docs',
  min: 44,
  text: (entity) => annotationOf(entity, 'backstage.io/techdocs-ref') ?? '',
  cell: (entity) => <DocsCell entity={entity} />,
}
const namespace = textColumn({
  id: 'namespace',
  title: 'Namespace',
  min: 100,
  grow: 0.5,
  sort: 'metadata.namespace',
  text: (entity) => entity.metadata.namespace ?? 'default',
})
const id = textColumn({
  id: 'id',
  title: 'Id',
  min: 140,
  grow: 0.8,
  sort: 'metadata.name',
  isMuted: true,
  text: (entity) => entity.metadata.name,
})
const source = textColumn({
  id: 'source',
  title: 'Source',
  min: 160,
  grow: 1.4,
  isMuted: true,
  text: (entity) =>
    (annotationOf(entity, 'backstage.io/managed-by-location') ?? '').replace(
      /^(url|file):(https?:\/\/)?/,
      '',
    ),
})
const read: Column = {
  id: 'read',
  title: 'Read',
  min: 88,
  cell: (entity) => <ReadAt entity={entity} />,
}

/** Every column there is. */
export const columns = {
  name,
  type,
  lifecycle,
  owner,
  system,
  domain,
  parent,
  description,
  tags,
  email,
  targets,
  definition,
  docs,
  namespace,
  id,
  source,
  read,
}
