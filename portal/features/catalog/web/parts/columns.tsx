import type { EntityView } from '@callboard/sdk/model'
import { EntityLink, KindGlyph, Tag } from '@callboard/ui'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { specRef, specText, tagsOf, textOf, titleOf } from '../data/entity-text.ts'
import classes from './EntityTable.module.css'
import { RefLink } from './RefLink.tsx'

export interface Column {
  id: string
  title: string
  /** Track of the grid: `minmax(180px, 1.4fr)`. */
  width: string
  /** Field to sort by; columns without one are not sortable. */
  sort?: string
  /** Screens on which there is no room for it. */
  hide?: 'narrow' | 'medium'
  cell(entity: EntityView): ReactNode
}

const name: Column = {
  id: 'name',
  title: 'Name',
  width: 'minmax(200px, 1.3fr)',
  sort: 'metadata.name',
  cell: (entity) => <NameCell entity={entity} />,
}
const type: Column = {
  id: 'type',
  title: 'Type',
  width: 'minmax(84px, 0.55fr)',
  sort: 'spec.type',
  hide: 'narrow',
  cell: (entity) => <Text value={specText(entity, 'type')} />,
}
const lifecycle: Column = {
  id: 'lifecycle',
  title: 'Lifecycle',
  width: 'minmax(92px, 0.55fr)',
  sort: 'spec.lifecycle',
  hide: 'narrow',
  cell: (entity) => <Text value={specText(entity, 'lifecycle')} />,
}
const owner: Column = {
  id: 'owner',
  title: 'Owner',
  width: 'minmax(120px, 0.8fr)',
  sort: 'spec.owner',
  hide: 'narrow',
  cell: (entity) => <Ref entity={entity} field="owner" kind="group" />,
}
const system: Column = {
  id: 'system',
  title: 'System',
  width: 'minmax(110px, 0.75fr)',
  sort: 'spec.system',
  hide: 'medium',
  cell: (entity) => <Ref entity={entity} field="system" kind="system" />,
}
const domain: Column = {
  ...system,
  id: 'domain',
  title: 'Domain',
  sort: 'spec.domain',
  cell: (entity) => <Ref entity={entity} field="domain" kind="domain" />,
}
const description: Column = {
  id: 'description',
  title: 'Description',
  width: 'minmax(140px, 1.6fr)',
  hide: 'medium',
  cell: (entity) => <Text value={textOf(entity.metadata.description)} muted />,
}
const tags: Column = {
  id: 'tags',
  title: 'Tags',
  width: 'minmax(100px, 0.9fr)',
  hide: 'medium',
  cell: (entity) => {
    const all = tagsOf(entity)
    return all.length === 0 ? null : (
      <span className={classes.tags} title={all.join(', ')}>
        {all.slice(0, 4).map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </span>
    )
  },
}
const email: Column = {
  id: 'email',
  title: 'E-mail',
  width: 'minmax(140px, 1fr)',
  hide: 'narrow',
  cell: (entity) => {
    const profile = entity.spec?.profile
    return (
      <Text
        value={textOf(typeof profile === 'object' && profile && !Array.isArray(profile) ? profile.email : '')}
        muted
      />
    )
  },
}
const parent: Column = {
  id: 'parent',
  title: 'Parent',
  width: 'minmax(110px, 0.8fr)',
  hide: 'narrow',
  cell: (entity) => <Ref entity={entity} field="parent" kind="group" />,
}
const targets: Column = {
  id: 'targets',
  title: 'Targets',
  width: 'minmax(200px, 2fr)',
  hide: 'narrow',
  cell: (entity) => {
    const { target, targets } = entity.spec ?? {}
    const all = [target, ...(Array.isArray(targets) ? targets : [])].map(textOf).filter(Boolean)
    return <Text value={all.join(', ')} muted />
  },
}
const definition: Column = {
  id: 'definition',
  title: 'API Definition',
  width: '104px',
  hide: 'medium',
  cell: (entity) => <DefinitionLink entity={entity} />,
}

const owned = [name, type, lifecycle, owner, system, description, tags]
const byKind: Record<string, Column[]> = {
  api: [name, type, lifecycle, owner, system, definition, description, tags],
  resource: [name, type, owner, system, description, tags],
  system: [name, owner, domain, description, tags],
  domain: [name, owner, description, tags],
  group: [name, type, parent, description, tags],
  template: [name, type, owner, description, tags],
  user: [name, email, description, tags],
  location: [name, type, targets],
}

/** The columns that say something about entities of this kind. */
export function columnsOf(kind: string): Column[] {
  return byKind[kind] ?? owned
}

/** Fields of an entity that some column reads. Relations stay out: a group may have 50,000. */
export const rowFields = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.description',
  'metadata.tags',
  'spec.type',
  'spec.lifecycle',
  'spec.owner',
  'spec.system',
  'spec.domain',
  'spec.parent',
  'spec.target',
  'spec.targets',
  'spec.profile',
  'status',
]

function NameCell({ entity }: { entity: EntityView }) {
  const namespace = entity.metadata.namespace ?? 'default'
  const problems = entity.status?.items?.filter((item) => item.level === 'error').length ?? 0
  const second = [specText(entity, 'type'), specText(entity, 'lifecycle'), specText(entity, 'owner')].filter(
    Boolean,
  )
  return (
    <span className={classes.name}>
      <KindGlyph kind={entity.kind} />
      <span className={classes.nameText}>
        <span className={classes.title}>
          <EntityLink
            plain
            entityRef={`${entity.kind}:${namespace}/${entity.metadata.name}`}
            label={{ title: titleOf(entity) }}
          />
          {namespace !== 'default' && <span className={classes.namespace}>{namespace}</span>}
          {problems > 0 && (
            <span className={classes.problem} title="Has problems">
              <span className="cb-hidden">has problems</span>
            </span>
          )}
        </span>
        <span className={classes.second} dir="auto">
          {second.join(' · ') || textOf(entity.metadata.description)}
        </span>
      </span>
    </span>
  )
}

function DefinitionLink({ entity }: { entity: EntityView }) {
  const { namespace = 'default', name } = entity.metadata
  return (
    <Link
      to="/catalog/$namespace/$kind/$name/$"
      params={{ namespace, kind: entity.kind.toLowerCase(), name, _splat: 'definition' }}
      className="cb-link"
      aria-label={`Definition of ${titleOf(entity)}`}
    >
      Definition
    </Link>
  )
}

function Text({ value, muted }: { value: string; muted?: boolean }) {
  const short = value.slice(0, 300)
  return (
    <span className={muted ? classes.mutedText : classes.text} title={short} dir="auto">
      {short}
    </span>
  )
}

function Ref({ entity, field, kind }: { entity: EntityView; field: string; kind: string }) {
  const ref = specRef(entity, field, kind)
  return ref ? <RefLink entityRef={ref} plain /> : <Text value={specText(entity, field)} muted />
}
